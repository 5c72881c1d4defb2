# The menu's "Install": the screens of the installer, on each console that somebody stands before.
if grep -qw domar.mode=install /proc/cmdline && [ -t 0 ] && [ ! -e /run/domar-install/done ]; then
    if [ -e /run/domar-install/failed ]; then
        echo "The unattended installation failed, as told above; /run/domar-install/log has all of it."
        echo "'domar-install auto' tries again, 'domar-install' asks on screens instead, 'reboot' restarts the machine."
    else
        # The kernel and systemd would write into the screens, and what is drawn next would be off by as many lines. They keep what
        # they have to say (dmesg, journalctl); a panic is still told.
        dmesg --console-level emerg
        kill -s RTMIN+21 1 # systemd(1): no status messages on the console
        domar-install
        # When the machine goes down, systemd ends the screens first, and this a moment later: no shell for so short a time.
        [ "$(systemctl is-system-running)" != stopping ] || exec sleep 600
        echo
        echo "This is a shell of the live system. 'domar-install' starts the screens again, 'reboot' restarts the machine."
    fi
fi
