using System.Text;
using Domar.Core.Install.Answers;
using static Domar.Installer.Tests.Support.Answers;

namespace Domar.Installer.Tests.Parsing;

/// <summary>Every mistake is told with its place, what is wrong and what to do; and all of them at once.</summary>
[TestClass]
public sealed class AnswerProblemTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0yqjKg1Z1Lr3bK1bEGbXN0x5VgZ3Vv0Kc0Hh1m8m2k admin";

    /// <summary>Lines in place of those of [global], and what is told.</summary>
    public static IEnumerable<string[]> InGlobal =>
    [
        ["keybord = \"de\"", "1:2: global.keyboard is missing; write keyboard = \"en-us\", or another layout\n2:1: unknown key 'global.keybord'; did you mean 'global.keyboard'?"],
        ["keyboard = \"german\"", "2:12: global.keyboard 'german' is unknown; write \"de\", \"de-ch\", \"dk\", \"en-gb\", \"en-us\", \"es\", \"fi\", \"fr\", \"fr-be\", \"fr-ca\", \"fr-ch\", \"hu\", \"is\", \"it\", \"jp\", \"lt\", \"mk\", \"nl\", \"no\", \"pl\", \"pt\", \"pt-br\", \"se\", \"si\" or \"tr\""],
        ["keyboard = \"en-uk\"", "2:12: global.keyboard 'en-uk' is unknown; did you mean \"en-us\"?"],
        ["keyboard = 3", "2:12: global.keyboard must be a text in quotes, not a number"],
        ["keyboard = [\"de\"]", "2:12: global.keyboard must be a text in quotes, not a list"],
        ["keyboard = { a = 1 }", "2:1: global.keyboard is a key and no table; write keyboard = ..."],
        ["country = \"austria\"", "3:11: global.country 'austria' is no country; write its code of two letters (ISO 3166-1), such as \"at\""],
        ["country = \"xx\"", "3:11: global.country 'xx' is no country; write its code of two letters (ISO 3166-1), such as \"at\""],
        ["fqdn = \"node1\"", "4:8: global.fqdn 'node1' is a host name without a domain; write host and domain, as in \"node1.example.com\", or take both from the DHCP server with fqdn.source = \"from-dhcp\""],
        ["fqdn = \"\"", "4:8: global.fqdn is empty"],
        ["fqdn = \"-a.example.com\"", "4:8: global.fqdn '-a.example.com' is no host name: '-a' must be 1 to 63 letters a-z, digits and '-', with no '-' at its ends"],
        ["fqdn = \"a..com\"", "4:8: global.fqdn 'a..com' is no host name: '' must be 1 to 63 letters a-z, digits and '-', with no '-' at its ends"],
        ["fqdn = \"a_b.example.com\"", "4:8: global.fqdn 'a_b.example.com' is no host name: 'a_b' must be 1 to 63 letters a-z, digits and '-', with no '-' at its ends"],
        ["fqdn = \"100.example.com\"", "4:8: global.fqdn '100.example.com' has a host name of digits only, which programs take for an address; put a letter in"],
        ["fqdn = { source = \"from-answer\" }", "4:19: global.fqdn.source 'from-answer' is unknown; write \"from-dhcp\""],
        ["fqdn.domain = \"example.com\"", "4:1: global.fqdn.source is missing; write fqdn.source = \"from-dhcp\""],
        ["fqdn.source = \"from-dhcp\"\nfqdn.domain = \"a b\"", "5:15: global.fqdn.domain 'a b' is no host name: 'a b' must be 1 to 63 letters a-z, digits and '-', with no '-' at its ends"],
        ["mailto = \"nobody\"", "5:10: global.mailto 'nobody' is no mail address; write one, as in \"admin@example.com\""],
        ["mailto = \"a@b@c\"", "5:10: global.mailto 'a@b@c' is no mail address; write one, as in \"admin@example.com\""],
        ["timezone = \"../etc/passwd\"", "6:12: global.timezone '../etc/passwd' is no time zone; write its name, such as \"Europe/Vienna\" or \"UTC\""],
        ["timezone = \"Europe/Viena\"", "6:12: global.timezone 'Europe/Viena' is unknown; did you mean \"Europe/Vienna\"?"],
        ["timezone = \"Mars/Olympus\"", "6:12: global.timezone 'Mars/Olympus' is unknown; 'timedatectl list-timezones' shows all"],
        ["root-password = \"1234567\"", "7:17: global.root-password is too short: 7 characters, and at least 8 are needed"],
        ["root-password = \"1234\\n5678\"", "7:17: global.root-password has a control character in it, which cannot be typed when logging in"],
        ["root-password = \"" + new string('x', 512) + "\"", "7:17: global.root-password is too long: a password has at most 511 bytes"],
        ["root-password = 12345678", "7:17: global.root-password must be a text in quotes, not a number"],
        ["root_password = \"12345678\"\nroot-password = \"12345678\"", "7:1: global.root_password is the older name of global.root-password, which is in line 8 too; write one of them"],
        ["root-password-hashed = \"12345678\"", "7:24: global.root-password-hashed is no hash that Debian's login takes; make one with 'mkpasswd --method=yescrypt', or write the password itself as root-password"],
        ["root-password = \"12345678\"\nroot-ssh-keys = [\"me\"]",
            "8:18: global.root-ssh-keys: 'me' is no public SSH key: none of its words is a type such as ssh-ed25519; paste the line of a file such as ~/.ssh/id_ed25519.pub"],
        ["root-password = \"12345678\"\nroot-ssh-keys = [\n  \"" + Key + "\",\n  \"" + Key[..30] + "\"]",
            $"10:3: global.root-ssh-keys: '{Key[..30]}' is no public SSH key: what follows its type is cut off or damaged; paste the whole line"],
        ["root-password = \"12345678\"\nroot-ssh-keys = \"" + Key + "\"", "8:17: global.root-ssh-keys must be a list of texts, as in root-ssh-keys = [\"...\"], not a text"],
        ["root-password = \"12345678\"\nroot-ssh-keys = [3]", "8:18: global.root-ssh-keys must hold texts only, not a number"],
        ["root-password = \"12345678\"\nreboot-on-error = \"yes\"", "8:19: global.reboot-on-error must be true or false, not a text"],
        ["root-password = \"12345678\"\nreboot-mode = \"poweroff\"", "8:15: global.reboot-mode 'poweroff' is unknown; did you mean \"power-off\"?"],
        ["root-password = \"12345678\"\nlvm.hdsize = 3", "8:1: unknown table 'global.lvm'; did you mean 'disk-setup.lvm.hdsize', 'disk-setup.lvm.swapsize', 'disk-setup.lvm.maxroot', 'disk-setup.lvm.maxvz' or 'disk-setup.lvm.minfree'?"],
        ["root-password = \"12345678\"\nmailto = \"a@example.com\"", "8:1: key 'mailto' is there twice (first in line 5); write it once"],
    ];

    /// <summary>Lines of [network], and what is told.</summary>
    public static IEnumerable<string[]> InNetwork =>
    [
        ["[network]\n", "8:2: network.source is missing; write source = \"from-dhcp\" or \"from-answer\""],
        ["[network]\nsource = \"dhcp\"\n", "9:10: network.source 'dhcp' is unknown; write \"from-dhcp\" or \"from-answer\""],
        ["[network]\nsource = \"from-dhcp\"\ngateway = \"192.0.2.1\"\n", "10:1: network.gateway contradicts network.source = \"from-dhcp\" in line 9; write source = \"from-answer\", or remove it"],
        ["[network]\nsource = \"from-answer\"\n",
            "8:2: network.cidr is missing; network.source = \"from-answer\" needs cidr, gateway, dns and filter\n"
            + "8:2: network.dns is missing; network.source = \"from-answer\" needs cidr, gateway, dns and filter\n"
            + "8:2: network.filter is missing; it chooses the interface: write filter.ID_NET_NAME_MAC = \"*0123456789ab\", or another udev property\n"
            + "8:2: network.gateway is missing; network.source = \"from-answer\" needs cidr, gateway, dns and filter"],
        [Static("192.0.2.10", "192.0.2.1"), "10:8: network.cidr '192.0.2.10' is no address with a prefix, as in \"192.168.1.10/24\" or \"2001:db8::10/64\""],
        [Static("192.0.2.10/33", "192.0.2.1"), "10:8: network.cidr '192.0.2.10/33' is no address with a prefix, as in \"192.168.1.10/24\" or \"2001:db8::10/64\""],
        [Static("1/24", "192.0.2.1"), "10:8: network.cidr '1/24' is no address with a prefix, as in \"192.168.1.10/24\" or \"2001:db8::10/64\""],
        [Static("192.0.2.0/24", "192.0.2.1"), "10:8: network.cidr '192.0.2.0/24' is the network itself; write the address of the node, with the prefix of its network"],
        [Static("192.0.2.255/24", "192.0.2.1"), "10:8: network.cidr '192.0.2.255/24' is the broadcast address of its network; write the address of the node, with the prefix of its network"],
        [Static("127.0.0.1/8", "127.0.0.2"), "10:8: network.cidr '127.0.0.1/8' is no address that a node can be reached at; write one of its network"],
        [Static("192.0.2.10/24", "198.51.100.1"), "11:11: network.gateway '198.51.100.1' is not in the network of network.cidr '192.0.2.10/24', so that it cannot be reached; correct one of them"],
        [Static("192.0.2.10/25", "192.0.2.200"), "11:11: network.gateway '192.0.2.200' is not in the network of network.cidr '192.0.2.10/25', so that it cannot be reached; correct one of them"],
        [Static("192.0.2.10/24", "192.0.2.10"), "11:11: network.gateway '192.0.2.10' is the node's own address; write the router's"],
        [Static("192.0.2.10/24", "2001:db8::1"), "11:11: network.gateway '2001:db8::1' and network.cidr '192.0.2.10/24' are of different families; both must be IPv4, or both IPv6"],
        [Static("192.0.2.10/24", "192.0.2"), "11:11: network.gateway '192.0.2' is no IP address, as in \"192.168.1.1\" or \"2001:db8::1\""],
        [Static("192.0.2.10/24", "192.0.2.1", "filter.ID_NET_NAME = \"eth9\""), "13:8: network.filter matches no network card of this host; it has enp1s0 (52:54:00:00:00:01) and enp2s0 (52:54:00:00:00:02)"],
        [Static("192.0.2.10/24", "192.0.2.1", "filter.INTERFACE = \"[a\""), "13:20: network.filter.INTERFACE: pattern '[a' has a '[' at character 1 and no ']' for it; write '[[]' where the bracket itself is meant"],
        [Static("192.0.2.10/24", "192.0.2.1", "filter.INTERFACE = 3"), "13:20: network.filter.INTERFACE must be a text in quotes, not a number"],
        [Static("192.0.2.10/24", "192.0.2.1", "filter = {}"), "13:1: network.filter is empty; write a udev property and a pattern, such as ID_SERIAL = \"*\""],
        [Pinned("\"52:54:00:00:00\" = \"lan0\""), "12:1: '52:54:00:00:00' is no MAC address, as in \"24:8a:07:1e:05:bc\""],
        [Pinned("\"52:54:00:00:00:01\" = \"a\""), "12:23: interface name 'a' for '52:54:00:00:00:01' has 1 characters; a name has 2 to 15"],
        [Pinned("\"52:54:00:00:00:01\" = \"sixteencharacter\""), "12:23: interface name 'sixteencharacter' for '52:54:00:00:00:01' has 16 characters; a name has 2 to 15"],
        [Pinned("\"52:54:00:00:00:01\" = \"la-n\""), "12:23: interface name 'la-n' for '52:54:00:00:00:01' must be letters a-z, digits and '_', and not digits only"],
        [Pinned("\"52:54:00:00:00:01\" = \"100\""), "12:23: interface name '100' for '52:54:00:00:00:01' must be letters a-z, digits and '_', and not digits only"],
        [Pinned("\"52:54:00:00:00:01\" = \"all\""), "12:23: interface name 'all' for '52:54:00:00:00:01' means all interfaces in the kernel's settings; choose another"],
        [Pinned("\"52:54:00:00:00:01\" = \"lan0\"\n\"52:54:00:00:00:02\" = \"lan0\""), "13:23: interface name 'lan0' is given to '52:54:00:00:00:01' and to '52:54:00:00:00:02'; names must differ"],
        [Pinned("\"52:54:00:aa:00:01\" = \"lan0\"\n\"52:54:00:AA:00:01\" = \"lan1\""), "13:1: '52:54:00:aa:00:01' has a name already, in line 12; write one of them"],
        [Pinned("\"52:54:00:00:00:01\" = \"nic1\""), "12:23: interface name 'nic1' for '52:54:00:00:00:01' is also the name that '52:54:00:00:00:02' (enp2s0) gets by itself; choose another, or name that one too"],
        [Network + "interface-name-pinning = true\n", "10:1: network.interface-name-pinning is a table; write [network.interface-name-pinning] and its keys below"],
        [Network + "[network.interface-name-pinning.mapping]\n", "10:10: network.interface-name-pinning.enabled is missing; write enabled = true"],
    ];

    /// <summary>Lines of [disk-setup], and what is told.</summary>
    public static IEnumerable<string[]> InDisks =>
    [
        ["[disk-setup]\n", "10:2: disk-setup.disk-list and disk-setup.filter are both missing; one of them must say which disks to use\n10:2: disk-setup.filesystem is missing; write filesystem = \"ext4\", \"xfs\" or \"zfs\""],
        [Setup("ext3", "disk-list = [\"sda\"]"), "11:14: disk-setup.filesystem 'ext3' is unknown; did you mean \"ext4\"?"],
        [Setup("ext4", "disk-list = [\"sda\"]\nfilter.ID_SERIAL = \"*\""), "13:1: disk-setup.disk-list and disk-setup.filter are both set; keep one of them"],
        [Setup("ext4", "disk-list = []"), "12:1: disk-setup.disk-list names no disk; write at least one, as in disk-list = [\"sda\"]"],
        [Setup("ext4", "disk-list = [\"\"]"), "12:14: disk-setup.disk-list: '' is empty; name a disk, such as \"sda\""],
        [Setup("ext4", "disk-list = \"sda\""), "12:13: disk-setup.disk-list must be a list of texts, as in disk-list = [\"...\"], not a text"],
        [Setup("ext4", "disk-list = [\"sdx\"]"), "12:14: disk 'sdx' is not there; there are: sda (107 GB), sdb (107 GB), sdc (107 GB), sdd (107 GB), sde (107 GB), sdf (4.29 GB)"],
        [Setup("ext4", "disk-list = [\"sdf\"]"), "12:14: disk 'sdf' cannot be used: it is too small: 4.29 GB, and at least 8 GB are needed"],
        [Setup("ext4", "disk-list = [\"sda\", \"sdb\"]"), "12:14: ext4 uses one disk, and sda and sdb are chosen; choose one of them, or use ZFS"],
        [Setup("xfs", "filter.ID_MODEL = \"ACME\""), "12:8: xfs uses one disk, and sda, sdb, sdc, sdd and sde are chosen; choose one of them, or use ZFS"],
        [Setup("ext4", "filter.ID_SERIAL = \"acme*\""), "12:8: disk-setup.filter matches no disk; there are: sda (107 GB), sdb (107 GB), sdc (107 GB), sdd (107 GB), sde (107 GB), sdf (4.29 GB)"],
        [Setup("ext4", "filter.ID_SERIEL = \"*\""), "12:8: disk-setup.filter matches no disk: none has the udev property 'ID_SERIEL'; did you mean 'ID_SERIAL'?"],
        [Setup("ext4", "filter.ID_MODEL = \"TINY\""), "12:8: disk-setup.filter matches only what cannot be used: sdf: it is too small: 4.29 GB, and at least 8 GB are needed"],
        [Setup("ext4", "filter.\"ID SERIAL\" = \"*\""), "12:8: 'ID SERIAL' is no udev property; 'udevadm info' shows those of a device"],
        [Setup("ext4", "disk-list = [\"sda\"]\nfilter-match = \"all\""), "13:1: disk-setup.filter-match is set, but there is no disk-setup.filter; remove it"],
        [Setup("ext4", "filter.ID_MODEL = \"TINY\"\nfilter-match = \"both\""), "12:8: disk-setup.filter matches only what cannot be used: sdf: it is too small: 4.29 GB, and at least 8 GB are needed\n13:16: disk-setup.filter-match 'both' is unknown; write \"any\" or \"all\""],
        [Setup("ext4", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\""), "13:1: disk-setup.zfs is of no use with filesystem = \"ext4\" in line 11; remove its keys, or choose another file system"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.hdsize = 101"), "13:14: hdsize 101 GiB is more than sda has, 100 GiB; write less, or leave it out to use all"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.hdsize = 7"), "13:14: disk-setup.lvm.hdsize must be a number of GiB from 7.46 to 1000000, not 7"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.swapsize = -1"), "13:16: disk-setup.lvm.swapsize must be a number of GiB from 0 to 1000000, not -1"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.swapsize = nan"), "13:16: disk-setup.lvm.swapsize must be a number of GiB from 0 to 1000000, not NaN"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.swapsize = 50.5"), "13:16: lvm.swapsize 50.5 GiB is more than 50 GiB, half of the disk size of 100 GiB; write less"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.minfree = 60\nlvm.swapsize = 40"), "13:15: lvm.minfree 60 GiB and lvm.swapsize together leave nothing of the disk size of 100 GiB; write less"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.maxroot = 1"), "13:15: disk-setup.lvm.maxroot must be a number of GiB from 2 to 1000000, not 1"],
        [Setup("ext4", "disk-list = [\"sda\"]\nlvm.maxrot = 10"), "13:5: unknown key 'disk-setup.lvm.maxrot'; did you mean 'disk-setup.lvm.maxroot'?"],
        [Setup("zfs", "disk-list = [\"sda\"]"), "10:2: disk-setup.zfs.raid is missing; write zfs.raid = \"raid1\", or \"raid0\" for a single disk"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.copies = 1"), "13:1: disk-setup.zfs.raid is missing; write raid = \"raid1\", or \"raid0\" for a single disk"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raidz1\""), "13:12: disk-setup.zfs.raid 'raidz1' is unknown; did you mean \"raidz-1\"?"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid1\""), "13:12: ZFS RAID1 needs at least 2 disks, and 1 is chosen (sda); choose more, or another level"],
        [Setup("zfs", "disk-list = [\"sda\", \"sdb\", \"sdc\"]\nzfs.raid = \"raid10\""), "13:12: ZFS RAID10 needs at least 4 disks, and 3 are chosen (sda, sdb and sdc); choose more, or another level"],
        [Setup("zfs", "filter.ID_MODEL = \"ACME\"\nzfs.raid = \"raid10\""), "13:12: ZFS RAID10 needs pairs of disks, and 5 are chosen (sda, sdb, sdc, sdd and sde); add or leave out one"],
        [Setup("zfs", "disk-list = [\"sda\", \"sdb\"]\nzfs.raid = \"raidz-1\""), "13:12: ZFS RAIDZ-1 needs at least 3 disks, and 2 are chosen (sda and sdb); choose more, or another level"],
        [Setup("zfs", "disk-list = [\"sda\", \"sdb\", \"sdc\"]\nzfs.raid = \"raidz-2\""), "13:12: ZFS RAIDZ-2 needs at least 4 disks, and 3 are chosen (sda, sdb and sdc); choose more, or another level"],
        [Setup("zfs", "disk-list = [\"sda\", \"sdb\", \"sdc\", \"sdd\"]\nzfs.raid = \"raidz-3\""), "13:12: ZFS RAIDZ-3 needs at least 5 disks, and 4 are chosen (sda, sdb, sdc and sdd); choose more, or another level"],
        [Setup("zfs", "disk-list = [\"sda\", \"/dev/disk/by-id/ata-ACME_a1\"]\nzfs.raid = \"raid1\""), "12:21: disk '/dev/disk/by-id/ata-ACME_a1' is in the list twice (first as 'sda' in line 12); name each once"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.ashift = 8"), "14:14: disk-setup.zfs.ashift must be a whole number from 9 to 16, not 8"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.copies = 4"), "14:14: disk-setup.zfs.copies must be a whole number from 1 to 3, not 4"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.arc-max = 63"), "14:15: disk-setup.zfs.arc-max must be a whole number from 64 to 1073741824 MiB, not 63"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.arc_max = 20000"), "14:15: zfs.arc-max 20000 MiB is more than the memory of 16384 MiB; write less, or leave it out"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.compress = \"lz5\""), "14:16: disk-setup.zfs.compress 'lz5' is unknown; did you mean \"lz4\"?"],
        [Setup("zfs", "disk-list = [\"sda\"]\nzfs.raid = \"raid0\"\nzfs.checksum = \"crc\""), "14:16: disk-setup.zfs.checksum 'crc' is unknown; write \"on\", \"fletcher4\" or \"sha256\""],
        [Setup("btrfs", "disk-list = [\"sda\", \"sdb\"]\nbtrfs.raid = \"raidz-1\""), "13:14: disk-setup.btrfs.raid 'raidz-1' is unknown; did you mean \"raid1\"?"],
    ];

    /// <summary>Further tables, and what is told.</summary>
    public static IEnumerable<string[]> InOthers =>
    [
        ["[first_boot]\nsource = \"from-iso\"\nordering = \"late\"\n", "15:12: first-boot.ordering 'late' is unknown; write \"before-network\", \"network-online\" or \"fully-up\""],
        ["[first-boot]\nordering = \"fully-up\"\n", "13:2: first-boot.source is missing; write source = \"from-iso\" or \"from-url\""],
        ["[first-boot]\nsource = \"from-url\"\n", "13:2: first-boot.url is missing; first-boot.source = \"from-url\" needs it"],
        ["[first-boot]\nsource = \"from-iso\"\nurl = \"https://a.example/x\"\n", "15:1: first-boot.url contradicts first-boot.source = \"from-iso\" in line 14; write source = \"from-url\", or remove it"],
        ["[first-boot]\nsource = \"from-url\"\nurl = \"ftp://a.example/x\"\n", "15:7: first-boot.url 'ftp://a.example/x' is no URL of a web server; begin it with https:// or http://"],
        ["[post-installation-webhook]\n", "13:2: post-installation-webhook.url is missing; write url = \"https://...\""],
        ["[post-installation-webhook]\nurl = \"https://a.example\"\ncert-fingerprint = \"AA:BB\"\n",
            "15:20: post-installation-webhook.cert-fingerprint must be the SHA-256 of the certificate: 32 pairs of hexadecimal digits with ':' between them, as 'openssl x509 -fingerprint -sha256' prints it"],
        ["[post-installation-webhook]\nurl = \"http://a.example\"\ncert-fingerprint = \"" + new string('a', 64) + "\"\n",
            "15:20: post-installation-webhook.cert-fingerprint needs a URL that begins with https://; plain HTTP has no certificate"],
        ["[post-installation-webhook]\nurl = \"https://a.example\"\nauth-token = \"a b\"\n", "15:14: post-installation-webhook.auth-token must be printable ASCII without spaces, as it goes into an HTTP header"],
        ["[first-bot]\n", "13:2: unknown table 'first-bot'; did you mean 'first-boot'?"],
        ["[nonsense]\nx = 1\n", "13:2: unknown table 'nonsense'; there are: global, network, disk-setup, post-installation-webhook, first-boot"],
        ["[global]\n", "13:2: table 'global' is there twice (first in line 1); put its keys under one header"],
        ["[[first-boot]]\nsource = \"from-iso\"\n", "13:3: 'first-boot' is one table and no list of them; write [first-boot]"],
        ["[network.source]\n", "13:10: 'source' is a text in line 9, so that it cannot be a table here; decide for one"],
    ];

    [TestMethod]
    [DynamicData(nameof(InGlobal))]
    public void Global_ProblemIsTold(string lines, string expected) => Assert.AreEqual(expected, Problems(File(global: ReplaceGlobal(lines))));

    [TestMethod]
    [DynamicData(nameof(InNetwork))]
    public void Network_ProblemIsTold(string text, string expected) => Assert.AreEqual(expected, Problems(File(network: text)));

    [TestMethod]
    [DynamicData(nameof(InDisks))]
    public void Disks_ProblemIsTold(string text, string expected) => Assert.AreEqual(expected, Problems(File(disks: text)));

    [TestMethod]
    [DynamicData(nameof(InOthers))]
    public void Others_ProblemIsTold(string text, string expected) => Assert.AreEqual(expected, Problems(File(more: text)));

    [TestMethod]
    [DataRow("", "1:1: table 'disk-setup' is missing; write [disk-setup] with filesystem, and disk-list or filter\n"
        + "1:1: table 'global' is missing; write [global] with keyboard, country, fqdn, mailto, timezone and a root password\n"
        + "1:1: table 'network' is missing; write [network] with source = \"from-dhcp\" or \"from-answer\"")]
    [DataRow("[global]\nkeyboard = \"de\n", "2:15: not TOML: Invalid newline in a string")]
    [DataRow("keyboard =\n", "1:11: not TOML: Unexpected token end-of-line found while expecting a value")]
    public void FileItself_ProblemIsTold(string text, string expected) => Assert.AreEqual(expected, Problems(text));

    [TestMethod]
    public void KeysOutsideOfTables_AreToldWithTheirTable()
    {
        var problems = Problems("keyboard = \"de\"\n" + File());
        Assert.AreEqual("1:1: unknown key 'keyboard'; did you mean 'global.keyboard'?", problems);
    }

    [TestMethod]
    public void BytesThatAreNotUtf8_AreTold()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("[global]\nkeyboard = \""), 0xFC, (byte)'"'];
        Assert.AreEqual("2:13: byte 0xFC is not UTF-8; save the file as UTF-8", AnswerParser.Parse(bytes).Problems.Single().ToString());
    }

    [TestMethod]
    public void HugeFile_IsRefused() => Assert.AreEqual(
        "1:1: the file has 1048577 bytes, and an answer file at most 1048576; is this the right file?", AnswerParser.Parse(new byte[1_048_577]).Problems.Single().ToString());

    [TestMethod]
    public void AllProblems_AreToldAtOnce_InTheFilesOrder()
    {
        var problems = Problems(File(
            global: ReplaceGlobal("keyboard = \"xx\"\nroot-password = \"short\""),
            network: "[network]\nsource = \"from-answer\"\ncidr = \"192.0.2.10/24\"\ngateway = \"10.0.0.1\"\ndns = \"x\"\nfilter.INTERFACE = \"none\"\n",
            disks: "[disk-setup]\nfilesystem = \"zfs\"\nzfs.raid = \"raid1\"\ndisk-list = [\"sda\", \"sdx\"]\nnonsense = 1\n",
            more: "[first-boot]\nsource = \"from-url\"\n"));
        CollectionAssert.AreEqual(
            new[] { "2:12", "7:17", "11:11", "12:7", "13:8", "17:21", "18:1", "19:2" }, problems.Split('\n').Select(static line => line.Split(": ")[0]).ToArray(), problems);
    }

    [TestMethod]
    public void PasswordsAreInNoMessage()
    {
        foreach (var password in new[] { "hunter2", "hunter2hunter2\\n", "hunter2" + new string('x', 600) })
        {
            Assert.DoesNotContain("hunter2", Problems(File(global: ReplaceGlobal($"root-password = \"{password}\""))));
        }

        Assert.DoesNotContain("hunter2", Problems(File(global: ReplaceGlobal("root-password-hashed = \"hunter2hunter2\""))));
        Assert.DoesNotContain("hunter2", new RootPassword("hunter2hunter2", false).ToString());
    }

    [TestMethod]
    public void ControlCharacters_AreShownAsSuch() => Assert.AreEqual(
        "10:1: unknown key 'network.a\\u000ab'; there are: source, cidr, gateway, dns, filter, interface-name-pinning", Problems(File(network: Network + "\"a\\nb\" = 1\n")));

    /// <summary>The lines of [global] with those replaced whose keys are given; the rest, and new ones, in order.</summary>
    private static string ReplaceGlobal(string lines)
    {
        var given = lines.Split('\n');
        var key = given[0].Split('=', '.')[0].Trim();
        var plain = key.Replace('_', '-').Replace("-hashed", "", StringComparison.Ordinal).Replace("keybord", "keyboard", StringComparison.Ordinal);
        var result = Global.TrimEnd('\n').Split('\n').ToList();
        var at = result.FindIndex(line => line.StartsWith(plain, StringComparison.Ordinal));
        if (given.Length == 2 && given[1].StartsWith("root-password = \"short", StringComparison.Ordinal))
        {
            result[6] = given[1];
            given = given[..1];
        }

        result.RemoveAt(at);
        result.InsertRange(at, given);
        return string.Join('\n', result) + "\n";
    }

    private static string Static(string cidr, string gateway, string filter = "filter.INTERFACE = \"enp1s0\"") =>
        $"[network]\nsource = \"from-answer\"\ncidr = \"{cidr}\"\ngateway = \"{gateway}\"\ndns = \"192.0.2.53\"\n{filter}\n";

    private static string Pinned(string mapping) => Network + $"interface-name-pinning.enabled = true\n[network.interface-name-pinning.mapping]\n{mapping}\n";

    private static string Setup(string fileSystem, string lines) => $"[disk-setup]\nfilesystem = \"{fileSystem}\"\n{lines}\n";
}
