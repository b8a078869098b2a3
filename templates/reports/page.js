const form=document.getElementById("filter");
if(form){
const items=[...document.querySelectorAll(".findings>li")],files=[...document.querySelectorAll("section[data-file]")];
const show=()=>{
const chosen=new FormData(form),levels=new Set(chosen.getAll("level")),rule=chosen.get("rule"),file=chosen.get("file");
let seen=0;
for(const one of files)one.hidden=file!==""&&one.dataset.file!==file||!!one.querySelector(".findings>li");
for(const one of items){
const section=one.closest("section"),fits=levels.has(one.dataset.level)&&(!rule||one.dataset.rule===rule)&&(file===""||section.dataset.file===file);
one.hidden=!fits;
if(fits){seen++;section.hidden=false}
}
form.querySelector("output").value=`${seen} of ${items.length} shown`;
};
form.hidden=false;
form.addEventListener("change",show);
form.addEventListener("submit",event=>event.preventDefault());
show();
}
