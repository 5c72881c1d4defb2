using System.Diagnostics;
using System.Runtime.InteropServices;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Kvm;

/// <summary>
/// A guest of 1 MiB and one virtual processor, made with KVM's own interface (Documentation/virt/kvm/api.rst of Linux). First a few instructions of real
/// mode, as firmware starts; then 64-bit code with paging, as kernels run: a loop that is timed, CPUID, port output, and at the end a write to
/// memory that is not there and HLT. x86-64 only.
/// </summary>
internal sealed unsafe class KvmProbeGuest : IDisposable
{
    private const int ExpectedApiVersion = 12;
    private const int MemoryBytes = 0x100000;
    private const int RealCodeAt = 0x7000;
    private const int LongCodeAt = 0x8000;
    private const int GoOnFlagAt = 0x20000;
    private const int PortNumber = 0xf0;
    private const ulong MissingMemory = 0x1ff000;
    private const int LoopInstructions = 200_000;

    // A processor of 1 GHz does 1000 or more in this loop; an emulator in the kernel about 1, QEMU's translator some hundreds, so that below this it would be the better choice.
    private const double LeastMillionsPerSecond = 100;
    private static readonly TimeSpan LoopTime = TimeSpan.FromSeconds(1.5);

    private const nuint GetApiVersion = 0xAE00;
    private const nuint CreateVm = 0xAE01;
    private const nuint GetRunSize = 0xAE04;
    private const nuint GetSupportedCpuid = 0xC008AE05;
    private const nuint CreateVcpu = 0xAE41;
    private const nuint SetTssAddress = 0xAE47;
    private const nuint SetMemoryRegion = 0x4020AE46;
    private const nuint RunVcpu = 0xAE80;
    private const nuint SetRegisters = 0x4090AE82;
    private const nuint GetSpecialRegisters = 0x8138AE83;
    private const nuint SetSpecialRegisters = 0x4138AE84;
    private const nuint SetCpuid = 0x4008AE90;

    private const int ExitIo = 2;
    private const int ExitHalt = 5;
    private const int ExitMmio = 6;
    private const int ExitShutdown = 8;
    private const int ExitFailEntry = 9;
    private const int ExitInternalError = 17;

    private static readonly Dictionary<int, string> ExitNames = new()
    {
        [ExitIo] = "port access",
        [ExitHalt] = "HLT",
        [ExitMmio] = "memory access",
        [ExitShutdown] = "shutdown (triple fault)",
        [ExitFailEntry] = "entry failure",
        [ExitInternalError] = "internal error",
    };

    private readonly int _vcpu;
    private readonly byte* _memory;
    private readonly byte* _run;

    // The process ends soon after; descriptors and mappings end with it.
    private KvmProbeGuest(int vcpu, byte* memory, byte* run)
    {
        _vcpu = vcpu;
        _memory = memory;
        _run = run;
    }

    // mov $0x52,%al; out %al,$0xf0; hlt
    private static ReadOnlySpan<byte> RealCode => [0xb0, 0x52, 0xe6, PortNumber, 0xf4];

    private static ReadOnlySpan<byte> LongCode =>
    [
        0xb9, 0xa0, 0x86, 0x01, 0x00, // start: mov $100000,%ecx
        0xff, 0xc9, // 1: dec %ecx
        0x75, 0xfc, // jne 1b
        0x89, 0x0c, 0x25, 0x00, 0x00, 0x01, 0x00, // mov %ecx,0x10000
        0x03, 0x0c, 0x25, 0x00, 0x00, 0x01, 0x00, // add 0x10000,%ecx
        0x31, 0xc0, // xor %eax,%eax
        0x0f, 0xa2, // cpuid
        0xb0, 0x5a, // mov $0x5a,%al
        0xe6, PortNumber, // out %al,$0xf0
        0x80, 0x3c, 0x25, 0x00, 0x00, 0x02, 0x00, 0x00, // cmpb $0,GoOnFlagAt
        0x74, 0xd7, // je start
        0xc6, 0x04, 0x25, 0x00, 0xf0, 0x1f, 0x00, 0xa5, // movb $0xa5,MissingMemory
        0xf4, // hlt
    ];

    /// <summary>Makes the guest.</summary>
    /// <exception cref="KvmProbeException">KVM refuses.</exception>
    public static KvmProbeGuest Create()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new KvmProbeException("this version of domar can test KVM on x86-64 only.");
        }

        var kvm = Libc.open("/dev/kvm", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (kvm < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new KvmProbeException(error is Libc.EACCES or Libc.EPERM
                ? "this user may not open /dev/kvm. Add it to the group 'kvm', or run as root."
                : $"/dev/kvm does not open: {Libc.Describe(error)}.");
        }

        var version = Libc.ioctl(kvm, GetApiVersion, 0);
        if (version != ExpectedApiVersion)
        {
            throw new KvmProbeException($"its interface has version {version}, not {ExpectedApiVersion}.");
        }

        var vm = Ioctl(kvm, CreateVm, 0, "make a VM");

        // Needed on Intel only, where real mode is emulated with a task segment; any free page below 4 GiB. Others refuse it, which is no matter.
        _ = Libc.ioctl(vm, SetTssAddress, unchecked((nint)0xfffbd000));
        var memory = Map(-1, MemoryBytes, "its memory");
        RealCode.CopyTo(new Span<byte>(memory + RealCodeAt, RealCode.Length));
        LongCode.CopyTo(new Span<byte>(memory + LongCodeAt, LongCode.Length));

        // struct kvm_userspace_memory_region: slot and flags (4 each), guest address, size, own address (8 each).
        var region = stackalloc ulong[] { 0, 0, MemoryBytes, (ulong)memory };
        Ioctl(vm, SetMemoryRegion, (nint)region, "give a VM memory");
        var vcpu = Ioctl(vm, CreateVcpu, 0, "make a virtual processor");
        var run = Map(vcpu, Ioctl(kvm, GetRunSize, 0, "tell the size of its run area"), "the run area");
        CopyCpuid(kvm, vcpu);
        return new KvmProbeGuest(vcpu, memory, run);
    }

    /// <summary>Runs all of it.</summary>
    /// <returns>A sentence on how well it runs.</returns>
    /// <exception cref="KvmProbeException">It did not run as a processor would run it, or far too slowly.</exception>
    public string Run()
    {
        EnterRealMode();
        Expect(ExitIo, "in real mode");
        ExpectOutput(0x52, "in real mode");
        Expect(ExitHalt, "at the end of real mode");

        EnterLongMode();
        var fastest = 0.0;
        var started = Stopwatch.GetTimestamp();
        while (fastest < LeastMillionsPerSecond)
        {
            if (Stopwatch.GetElapsedTime(started) > LoopTime)
            {
                throw new KvmProbeException($"its guests run only {fastest:0.#} million instructions per second, where a processor runs 1000 or more: the host emulates them.");
            }

            // The best of many short runs: a loaded host interrupts some of them, an emulator is slow in all.
            var before = Stopwatch.GetTimestamp();
            Expect(ExitIo, "in 64-bit mode");
            fastest = Math.Max(fastest, LoopInstructions / Stopwatch.GetElapsedTime(before).TotalMicroseconds);
            ExpectOutput(0x5a, "in 64-bit mode");
        }

        _memory[GoOnFlagAt] = 1;

        // The loop's output may come once more before the flag is seen.
        if (RunOnce("at the end of 64-bit mode") == ExitIo)
        {
            Expect(ExitMmio, "at the end of 64-bit mode");
        }

        var (address, value) = (*(ulong*)(_run + 32), _run[40]);
        if (address != MissingMemory || value != 0xa5)
        {
            throw new KvmProbeException($"its guest wrote {value:x} to {address:x} instead of a5 to {MissingMemory:x}.");
        }

        Expect(ExitHalt, "after a memory access");
        return $"KVM works: the probe guest ran {fastest:0} million instructions per second.";
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.close(_vcpu);

    private static int Ioctl(int fd, nuint request, nint argument, string action)
    {
        var result = Libc.ioctl(fd, request, argument);
        return result < 0 ? throw new KvmProbeException($"it cannot {action}: {Libc.Describe(Marshal.GetLastPInvokeError())}.") : result;
    }

    private static byte* Map(int fd, int bytes, string what)
    {
        const int ReadWrite = 3;
        const int Shared = 1;
        const int Anonymous = 0x20;
        var address = Libc.mmap(0, (nuint)bytes, ReadWrite, fd < 0 ? Shared | Anonymous : Shared, fd, 0);
        return address == -1 ? throw new KvmProbeException($"{what} cannot be mapped: {Libc.Describe(Marshal.GetLastPInvokeError())}.") : (byte*)address;
    }

    /// <summary>Gives the processor all features that KVM offers; without, 64-bit mode does not exist.</summary>
    private static void CopyCpuid(int kvm, int vcpu)
    {
        const int MaxEntries = 256;
        const int EntryBytes = 40;
        var table = new byte[8 + (MaxEntries * EntryBytes)];
        fixed (byte* start = table)
        {
            *(int*)start = MaxEntries;
            Ioctl(kvm, GetSupportedCpuid, (nint)start, "tell what its processors can do");
            Ioctl(vcpu, SetCpuid, (nint)start, "set what a processor can do");
        }
    }

    private void EnterRealMode()
    {
        var special = stackalloc byte[0x138];
        Ioctl(_vcpu, GetSpecialRegisters, (nint)special, "read registers");

        // A processor starts with its code segment at 4 GiB less 64 KiB: move it to 0.
        *(ulong*)special = 0;
        *(ushort*)(special + 12) = 0;
        Ioctl(_vcpu, SetSpecialRegisters, (nint)special, "set registers");
        SetInstruction(RealCodeAt);
    }

    private void EnterLongMode()
    {
        // One entry per level: the first 2 MiB, present and writable, as one large page.
        *(ulong*)(_memory + 0x1000) = 0x2000 | 3;
        *(ulong*)(_memory + 0x2000) = 0x3000 | 3;
        *(ulong*)(_memory + 0x3000) = 0x83;

        var special = stackalloc byte[0x138];
        Ioctl(_vcpu, GetSpecialRegisters, (nint)special, "read registers");
        WriteSegment(special, selector: 8, type: 11, is64Bit: 1);
        for (var segment = 1; segment <= 5; segment++)
        {
            WriteSegment(special + (segment * 24), selector: 16, type: 3, is64Bit: 0);
        }

        *(ulong*)(special + 224) = 0x80050033; // CR0: paging, alignment mask, write protect, numeric error, extension type, monitor, protection
        *(ulong*)(special + 240) = 0x1000; // CR3
        *(ulong*)(special + 248) = 0x20; // CR4: physical address extension
        *(ulong*)(special + 264) = 0x500; // EFER: long mode enabled and active
        Ioctl(_vcpu, SetSpecialRegisters, (nint)special, "enter 64-bit mode");
        SetInstruction(LongCodeAt);
    }

    /// <summary>struct kvm_segment: base, limit, selector, then one byte each: type, present, privilege, 32-bit, not system, 64-bit, limit in pages.</summary>
    private static void WriteSegment(byte* at, ushort selector, byte type, byte is64Bit)
    {
        new Span<byte>(at, 24).Clear();
        *(uint*)(at + 8) = 0xffffffff;
        *(ushort*)(at + 12) = selector;
        at[14] = type;
        at[15] = 1;
        at[17] = (byte)(1 - is64Bit);
        at[18] = 1;
        at[19] = is64Bit;
        at[20] = 1;
    }

    private void SetInstruction(ulong address)
    {
        var registers = stackalloc ulong[18];
        new Span<byte>(registers, 144).Clear();
        registers[6] = 0x30000; // RSP
        registers[16] = address;
        registers[17] = 2; // RFLAGS: the bit that is always set
        Ioctl(_vcpu, SetRegisters, (nint)registers, "set registers");
    }

    private int RunOnce(string where)
    {
        while (Libc.ioctl(_vcpu, RunVcpu, 0) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is not (Libc.EINTR or Libc.EAGAIN))
            {
                throw new KvmProbeException($"its guest does not run {where}: {Libc.Describe(error)}.");
            }
        }

        return *(int*)(_run + 8);
    }

    private void Expect(int exit, string where)
    {
        var actual = RunOnce(where);
        if (actual != exit)
        {
            var detail = actual is ExitInternalError or ExitFailEntry ? $", code {*(uint*)(_run + 32)}" : "";
            throw new KvmProbeException($"its guest stopped {where} with {Name(actual)}{detail}, where {Name(exit)} was due.");
        }

        static string Name(int exit) => ExitNames.GetValueOrDefault(exit) ?? $"exit {exit}";
    }

    private void ExpectOutput(byte value, string where)
    {
        var (port, output) = (*(ushort*)(_run + 34), _run[*(ulong*)(_run + 40)]);
        if (port != PortNumber || output != value)
        {
            throw new KvmProbeException($"its guest wrote {output:x} to port {port:x} {where} instead of {value:x} to {PortNumber:x}.");
        }
    }
}
