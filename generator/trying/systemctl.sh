#!/bin/sh
# A stand-in for systemctl, for a root in which systemd does not run.
state=/run/scaleset/units
mkdir -p "$state"
quiet="" now="" verb="" names=""
for word; do
  case $word in
    --now) now=1 ;;
    -q | --quiet) quiet=1 ;;
    --version) echo "systemctl (a stand-in)"; exit 0 ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$word; else names="$names $word"; fi ;;
  esac
done

find_unit() {
  unit=$1
  case $unit in *.service | *.target | *.socket | *.timer | *.mount | *.path) ;; *) unit=$unit.service ;; esac
  name=${unit%.*} instance=
  case $name in *@*) instance=${name#*@} ;; esac
  for folder in /etc /run /usr/local/lib /usr/lib /lib; do
    for file in "$folder/systemd/system/$unit" "$folder/systemd/system/${name%%@*}@.service"; do
      if [ -f "$file" ]; then return 0; fi
      [ -n "$instance" ] || break
    done
  done
  file=/dev/null
  [ -x "/etc/init.d/$name" ]
}

values() { # of a key, those behind the last empty one
  cat "$file" "/etc/systemd/system/$unit.d/"*.conf 2>/dev/null |
    sed -e ':a' -e '/\\$/N' -e 's/\\\n//' -e 'ta' |
    sed -n "s/^$1[[:space:]]*=[[:space:]]*//p" |
    sed -e "s|%[in]|$instance|g" -e "s|%N|$name|g" -e 's/%%/%/g' | {
    found=
    while IFS= read -r line; do
      if [ -n "$line" ]; then found="$found$line
"; else found=; fi
    done
    printf '%s' "$found"
  }
}
value() { values "$1" | tail -n 1; }

variables() {
  values Environment | xargs -r -n 1 printf '%s\n' 2>/dev/null
  values EnvironmentFile | while IFS= read -r path; do
    sed -e '/^[[:space:]]*[#;]/d' -e '/=/!d' "${path#-}" | while IFS= read -r line; do
      printf '%s\n' "$line" | xargs -r -n 1 printf '%s\n' 2>/dev/null | head -n 1
    done
  done
}

run_lines() { # of a key: each as its user, in its folder; an - in front forgives
  values "$1" >"$state/$unit.$1"
  [ -s "$state/$unit.$1" ] || return 0
  user=$(value User) group=$(value Group) folder=$(value WorkingDirectory)
  [ "$(value DynamicUser | tr '[:upper:]' '[:lower:]')" != yes ] || user=nobody
  [ "$(value DynamicUser | tr '[:upper:]' '[:lower:]')" != true ] || user=nobody
  if [ -n "$user" ] && ! id "$user" >/dev/null 2>&1; then
    echo "$unit: there is no user '$user' (status=217/USER)" >&2
    return 217
  fi
  if ! cd "$(printf %s "${folder:-/}" | sed -e 's/^-//' -e "s|^~|$(getent passwd "${user:-root}" | cut -d: -f6)|")"; then
    echo "$unit: the working directory '$folder' is not there (status=200/CHDIR)" >&2
    return 200
  fi
  credentials=
  values LoadCredential | while IFS=: read -r id path; do
    mkdir -p "/run/credentials/$unit"
    cp "$path" "/run/credentials/$unit/$id" && chmod 0400 "/run/credentials/$unit/$id" || exit 243
  done || { echo "$unit: a credential cannot be read (status=243/CREDENTIALS)" >&2; return 243; }
  if [ -d "/run/credentials/$unit" ]; then
    credentials=CREDENTIALS_DIRECTORY=/run/credentials/$unit
    chown -R "${user:-root}" "/run/credentials/$unit"
  fi
  while IFS= read -r line <&4; do
    forgives="" raised=""
    while :; do
      case $line in
        -*) forgives=1 ;;
        +* | !*) raised=1 ;;
        @* | :*) ;;
        *) break ;;
      esac
      line=${line#?}
    done
    set -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
    [ -z "$credentials" ] || set -- "$@" "$credentials"
    [ -z "$user" ] || set -- "$@" "USER=$user" "HOME=$(getent passwd "$user" | cut -d: -f6)"
    variables >"$state/$unit.env"
    while IFS= read -r variable; do [ -z "$variable" ] || set -- "$@" "$variable"; done <"$state/$unit.env"
    if [ -n "$user" ] && [ -z "$raised" ]; then
      capabilities=$(value AmbientCapabilities | tr 'A-Z ' 'a-z,' | sed -e 's/cap_/+/g')
      set -- "$@" setpriv "--reuid=$user" "--regid=${group:-$(id -g "$user")}" --init-groups
      [ -z "$capabilities" ] || set -- "$@" "--inh-caps=$capabilities" "--ambient-caps=$capabilities"
    fi
    code=0
    case $line in
      *'$'*) "$@" sh -c "exec $line" 4<&- || code=$? ;;
      *) printf '%s\n' "$line" | xargs "$@" 4<&- || code=$? ;;
    esac
    if [ "$code" != 0 ] && [ -z "$forgives" ]; then return "$code"; fi
  done 4<"$state/$unit.$1"
}

supervise() { # a program that is to go on, as Restart says
  times=0
  while :; do
    run_lines ExecStart
    code=$?
    echo "$unit: the program ended with $code" >&2
    case $(value Restart) in
      always) ;;
      on-success) [ "$code" = 0 ] || break ;;
      on-failure | on-abnormal) [ "$code" != 0 ] || break ;;
      *) break ;;
    esac
    times=$((times + 1))
    if [ "$times" -ge 5 ]; then echo "$unit: it was started too often" >&2; break; fi
    sleep "$(value RestartSec | sed -n 's/^\([0-9.]*\)s*$/\1/p' | grep . || echo 0.1)"
  done
  exit "$code"
}

is_active() {
  if [ -e "$state/$unit.done" ]; then return 0; fi
  for pid in $(cat "$state/$unit.pid" 2>/dev/null) $(cat "$(value PIDFile)" 2>/dev/null); do
    if kill -0 "$pid" 2>/dev/null; then return 0; fi
  done
  return 1
}

failed() {
  echo "Job for $unit failed: $1" >&2
  tail -n 5 "$state/$unit.log" >&2
  exit 1
}

start() {
  if is_active; then return 0; fi
  if [ "$file" = /dev/null ]; then
    "/etc/init.d/$name" start >>"$state/$unit.log" 2>&1 || failed "/etc/init.d/$name start"
    : >"$state/$unit.done"
    return 0
  fi
  case $unit in *.service) ;; *) return 0 ;; esac
  for key in ExecCondition ExecStartPre; do
    run_lines "$key" >>"$state/$unit.log" 2>&1 || failed "the control process of $key exited with $?"
  done
  case $(value Type) in
    oneshot | forking)
      run_lines ExecStart >>"$state/$unit.log" 2>&1 || failed "the control process exited with $?"
      if [ "$(value Type)" != forking ] || [ -z "$(value PIDFile)" ]; then : >"$state/$unit.done"; fi
      ;;
    *)
      setsid "$0" supervise "$unit" >>"$state/$unit.log" 2>&1 </dev/null &
      echo $! >"$state/$unit.pid"
      case $(value Type) in notify* | exec) sleep 0.3; is_active || failed "its program ended" ;; esac
      ;;
  esac
  run_lines ExecStartPost >>"$state/$unit.log" 2>&1 || failed "ExecStartPost exited with $?"
}

stop() {
  if [ -x "/etc/init.d/$name" ] && [ "$file" = /dev/null ]; then "/etc/init.d/$name" stop >/dev/null 2>&1; fi
  for pid in $(cat "$state/$unit.pid" 2>/dev/null); do
    kill -TERM -- "-$pid" 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL -- "-$pid" 2>/dev/null
  done
  kill "$(cat "$(value PIDFile)" 2>/dev/null)" 2>/dev/null
  rm -f "$state/$unit.pid" "$state/$unit.done"
}

worst=0
case $verb in
  daemon-reload | daemon-reexec | reset-failed | preset | set-default | isolate | "" ) exit 0 ;;
  is-system-running) echo running; exit 0 ;;
esac
for one in $names; do
  if ! find_unit "$one"; then
    case $verb in
      is-active | is-enabled | status | cat) [ -n "$quiet" ] || echo inactive; exit 4 ;;
      stop | disable | mask | unmask | try-restart) continue ;;
      enable) echo "Failed to enable unit: Unit file $unit does not exist." >&2; exit 1 ;;
    esac
    echo "Failed to $verb $unit: Unit $unit not found." >&2
    exit 5
  fi
  case $verb in
    supervise) supervise ;;
    start) start ;;
    restart | force-restart) stop; start ;;
    try-restart | condrestart) if is_active; then stop; start; fi ;;
    reload | reload-or-restart | try-reload-or-restart)
      if is_active && [ -n "$(values ExecReload)" ]; then run_lines ExecReload; else stop; start; fi
      ;;
    stop | kill) stop ;;
    enable | reenable) : >"$state/$unit.enabled"; [ -z "$now" ] || start ;;
    disable) rm -f "$state/$unit.enabled"; [ -z "$now" ] || stop ;;
    mask | unmask) [ -z "$now" ] || stop ;;
    is-active) if is_active; then said=active; else said=inactive worst=3; fi; [ -n "$quiet" ] || echo "$said" ;;
    is-enabled) if [ -e "$state/$unit.enabled" ]; then said=enabled; else said=disabled worst=1; fi; [ -n "$quiet" ] || echo "$said" ;;
    is-failed) is_active && worst=1 ;;
    status) is_active || worst=3; echo "$unit"; tail -n 10 "$state/$unit.log" 2>/dev/null ;;
    cat) cat "$file" ;;
    show) ;;
    *) echo "systemctl is a stand-in here and does not know '$verb'" >&2; exit 1 ;;
  esac
done
exit "$worst"
