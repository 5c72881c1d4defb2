using Domar.Core.Config;

namespace Domar.Core.Tests.Config;

/// <summary>Formats that Proxmox checks by code rather than by pattern.</summary>
[TestClass]
public sealed class FormatTests
{
    [TestMethod]
    [DataRow("affinity", "0,5,8-11", "0,", "0;5", "a")]
    [DataRow("name", "web-1.example.net", "web_1", "-web", "web..x")]
    [DataRow("tags", "prod;web_1,a+b.c", "-prod", "a;ü", "a/b")]
    [DataRow("hotplug", "network,disk,cpu,memory,usb,cloudinit", "network,floppy", "2", "")]
    [DataRow("nameserver", "192.0.2.1 2001:db8::1,dns.example", "192.0.2.1/24", "[::1]", "-")]
    [DataRow("sshkeys", "ssh-ed25519%20AAAA%0A", "%4", "%zz", "x%")]
    [DataRow("hookscript", "local:snippets/hook.pl", "/root/hook.pl", "hook.pl", "l:x")]
    [DataRow("vmstatestorage", "local-lvm", "l", "1local", "local-")]
    [DataRow("boot", "order=scsi0;net0", "order=scsi0;;net0", "order=scsi", "cdx")]
    [DataRow("boot", "cdn", "order=", "foo=1", "cdnac")]
    [DataRow("boot", "", "legacy=x", "c,d", "order=/")]
    [DataRow("cpu", "host,flags=+aes;-pcid,hidden=1,phys-bits=host", "host,flags=aes", "host,phys-bits=7", "host,hv-vendor-id=1234567890123")]
    [DataRow("cpu", "custom-mine,guest-phys-bits=40", "x/86", "host,guest-phys-bits=31", "host,host")]
    [DataRow("smbios1", "uuid=7b10d7af-b932-4c66-b2c3-3996152ec465,base64=1,family=dGV4dA==", "uuid=7", "family=a b", "base64=2")]
    [DataRow("hostpci0", "0000:01:00.0;02:00,pcie=1,rombar=0", "1:0.0", "01:00.8", "01:00.0,device-id=1234")]
    [DataRow("rng0", "source=/dev/hwrng,max_bytes=0,period=100", "/dev/zero", "max_bytes=1", "/dev/random,period=-1")]
    [DataRow("watchdog", "i6300esb,action=reset", "ib701", "ib700,action=explode", "i6300esb,ib700")]
    [DataRow("ipconfig3", "ip=192.0.2.5/24,gw=192.0.2.1,ip6=auto", "ip=192.0.2.5", "gw6=2001:db8::1", "ip6=192.0.2.5/24")]
    [DataRow("startup", "order=1,up=30,down=60", "order=a", "1,2", "up=-1")]
    [DataRow("startup", "3", "x=1", "order=1,order=2", "up=1.5")]
    [DataRow("cicustom", "user=local:snippets/u.yml,meta=local:snippets/m.yml", "local:snippets/u.yml", "user=/etc/passwd", "users=local:x")]
    [DataRow("amd-sev", "es,kernel-hashes=1", "sev", "no-debug=1", "es,allow-smt=2")]
    [DataRow("intel-tdx", "tdx,attestation=1,vsock-cid=2,vsock-port=4050", "tdx", "attestation=1", "tdx,attestation=1,vsock-cid=1")]
    [DataRow("scsi0", "none,media=cdrom", "relative/path", "local:", "local:a,serial=%4")]
    [DataRow("scsi0", "/dev/disk/by-id/x,import-from=local:import/a.vmdk", "local:a,import-from=x", "local:a,wwn=0x1", "local:a b")]
    [DataRow("efidisk0", "local:1,efitype=4m,ms-cert=2023k", "efitype=4m", "local:1,efitype=3m", "local:1,format=qcow3")]
    [DataRow("memory", "current=1024", "15", "1G", "current=")]
    [DataRow("net0", "e1000=BC:24:11:00:00:01,bridge=vmbr0,mtu=65520,rate=0.5,trunks=1-3;7", "virtio=BC:24:11:00:00:0G", "virtio,mtu=0", "virtio,rate=-1")]
    public void Qemu_Format_TakesGoodAndRefusesBad(string key, string good, params string[] bad) => AssertFormat(ConfigSchema.Qemu, key, good, bad);

    [TestMethod]
    [DataRow("hostname", "ct-1.example", "ct_1", "a b", "")]
    [DataRow("nameserver", "192.0.2.1 fe80::1%eth0", "192.0.2.1%eth0", "dns.example", "fe80::1%")]
    [DataRow("searchdomain", "example.net example.org", "exa_mple", ",", "")]
    [DataRow("timezone", "Europe/Zagreb", "Europe//Zagreb", "../etc", "")]
    [DataRow("rootfs", "local:100/vm-100-disk-0.raw,size=8G,mountoptions=nodev;noexec", "size=8G", "local:x,mountoptions=suid", "local:x,size=8X")]
    [DataRow("mp0", "/srv/data,mp=/data,backup=1", "/srv/data", "/srv/../etc,mp=/data", "/srv/data,mp=/a/../b")]
    [DataRow("dev0", "/dev/ttyUSB0,mode=0660,gid=20", "/etc/shadow", "/dev/../etc/shadow", "/dev/ttyUSB0,mode=660")]
    [DataRow("net0", "name=eth0,bridge=vmbr0,ip=dhcp,ip6=auto,type=veth,hwaddr=BC:24:11:00:00:01", "bridge=vmbr0", "name=eth0,type=macvlan", "name=eth0,ip=auto")]
    [DataRow("features", "nesting=1,mount=nfs;cifs", "nesting", "nesting=2", "mount=nfs/cifs")]
    public void Lxc_Format_TakesGoodAndRefusesBad(string key, string good, params string[] bad) => AssertFormat(ConfigSchema.Lxc, key, good, bad);

    private static void AssertFormat(ConfigSchema schema, string key, string good, string[] bad)
    {
        var found = schema.Find(key, out _)!;
        Assert.IsNull(found.Check(good));
        foreach (var value in bad)
        {
            Assert.IsNotNull(found.Check(value), $"{key}: '{value}' was taken");
        }
    }
}
