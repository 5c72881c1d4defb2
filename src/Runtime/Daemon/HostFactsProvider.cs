using Domar.Core.Qemu;
using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Kvm;
using Domar.HostTools.Qemu;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Daemon;

/// <summary>
/// Collects the facts that planning needs. The accelerator is probed once, in the background, since the daemon serves before it is known;
/// QEMU again when its file has changed (an upgrade); bridges and firmware at each look.
/// </summary>
internal sealed class HostFactsProvider(
    NodeIdentity node, IToolRunner runner, IHostInfo host, ILogger<HostFactsProvider> logger) : IHostFactsProvider, IDisposable
{
    private readonly PlatformProbe _platform = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Task<AcceleratorFacts>? _accelerator;
    private QemuInstallation? _qemu;
    private DateTime _qemuWrittenAt;
    private string? _qemuProblem;

    /// <summary>The accelerator once it is known; null until then, or when it cannot be found out.</summary>
    public AcceleratorFacts? Accelerator => _accelerator is { IsCompletedSuccessfully: true } probe ? probe.Result : null;

    /// <summary>Version of QEMU as last seen; null when there is none or nobody has looked.</summary>
    public string? QemuVersion => _qemu?.Version.ToString();

    /// <summary>Why there is no QEMU; null when there is one.</summary>
    public string? QemuProblem => _qemuProblem;

    /// <summary>Starts to look, without waiting.</summary>
    public void Begin()
    {
        _accelerator = Task.Run(ProbeAcceleratorAsync);
        _ = Task.Run(LookForQemuAsync);
    }

    /// <inheritdoc/>
    public async Task<HostFacts> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var qemu = await GetQemuAsync(cancellationToken).ConfigureAwait(false);
            var accelerator = await (_accelerator ??= Task.Run(ProbeAcceleratorAsync)).WaitAsync(cancellationToken).ConfigureAwait(false);
            return Compose(qemu, accelerator, _platform.Read());
        }
        catch (ToolException e)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, e.Message, null, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private HostFacts Compose(QemuInstallation qemu, AcceleratorFacts accelerator, PlatformFacts platform) => new()
    {
        NodeName = node.Node,
        Qemu = new QemuFeatures(new QemuVersion(qemu.Version.Major, qemu.Version.Minor), qemu.Version.ToString()) { HasIoUring = platform.HasIoUring },
        QemuProgram = qemu.Program,
        CpuVendor = host.Cpu.Vendor,
        PhysicalAddressBits = host.Cpu.PhysicalAddressBits,
        ProcessorCount = host.Cpu.Threads,
        Accelerator = accelerator.Accelerator,
        HasVhostNet = platform.HasVhostNet,
        NetworkMode = node.IsStandalone ? NetworkMode.User : NetworkMode.Tap,
        BridgeMtus = platform.BridgeMtus,
        HugepageSizesMiB = platform.HugepageSizesMiB,
        FirmwareSizes = platform.FirmwareBytes.ToDictionary(file => Path.GetFileNameWithoutExtension(file.Key), file => file.Value),
        FirmwareFiles = platform.FirmwareBytes.Keys.ToHashSet(),
    };

    private async Task<AcceleratorFacts> ProbeAcceleratorAsync()
    {
        // Not cancelled: its own deadline ends it.
        var facts = await KvmProbe.ProbeAsync(runner, Environment.ProcessPath!, CancellationToken.None).ConfigureAwait(false);
        Log.AcceleratorFound(logger, facts.Accelerator, facts.Reason);
        return facts;
    }

    private async Task LookForQemuAsync()
    {
        try
        {
            await GetQemuAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            Log.NoQemu(logger, e.Message);
        }
    }

    private async Task<QemuInstallation> GetQemuAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_qemu is { } known && File.GetLastWriteTimeUtc(known.Program) == _qemuWrittenAt)
            {
                return known;
            }

            _qemu = null;
            var found = await QemuProbe.ProbeAsync(runner, cancellationToken).ConfigureAwait(false);
            _qemuWrittenAt = File.GetLastWriteTimeUtc(found.Program);
            _qemuProblem = null;
            return _qemu = found;
        }
        catch (ToolException e)
        {
            _qemuProblem = e.Message;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }
}
