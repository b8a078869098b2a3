"""The tests of arm-ttk, one module each; they are found by walking this folder."""
