# The menu's "Install": the screens of the installer, on each console that somebody stands before.
if grep -qw domar.mode=install /proc/cmdline && [ -t 0 ] && [ ! -e /run/domar-install/done ]; then
    if [ -e /run/domar-install/failed ]; then
        echo "The unattended installation failed, as told above; /run/domar-install/log has all of it."
        echo "'domar-install auto' tries again, 'domar-install' asks on screens instead, 'reboot' restarts the machine."
    else
        domar-install
        echo
        echo "This is a shell of the live system. 'domar-install' starts the screens again, 'reboot' restarts the machine."
    fi
fi
