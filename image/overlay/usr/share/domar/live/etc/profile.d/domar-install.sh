# The menu's "Install": the screens of the installer, on each console that somebody stands before.
if grep -qw domar.mode=install /proc/cmdline && [ -t 0 ] && [ ! -e /run/domar-install/done ]; then
    domar-install
    echo
    echo "This is a shell of the live system. 'domar-install' starts the screens again, 'reboot' restarts the machine."
fi
