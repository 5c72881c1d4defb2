# The menu's "Install": what an installation would find on this machine.
if grep -qw domar.mode=install /proc/cmdline; then
    domar-install inventory
    echo
    echo "Installing comes with the next version of Domar; this shows whether the machine is fit for it. Nothing was written."
    echo "'domar-install validate FILE' checks an answer file for unattended installation."
fi
