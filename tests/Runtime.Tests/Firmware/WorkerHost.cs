using System.Buffers;
using System.Text;
using System.Text.Json;
using Domar.Core.Firmware;
using Domar.Core.Steps;
using Domar.HostTools.Exec;
using Domar.HostTools.Firmware;
using Domar.HostTools.Steps;
using Domar.Runtime.Firmware;
using Domar.TestKit;
using Domar.TestKit.Fakes;

namespace Domar.Runtime.Tests.Firmware;

/// <summary>A worker on an installed system of fakes: disks in memory, steps that are only written down.</summary>
internal sealed class WorkerHost : IDisposable, IStepExecutor, IToolRunner, IFirmwareReport
{
    private readonly TempFolder _folder = new();

    public WorkerHost(string slot = "a", string trial = "", string pool = "lvm", string mode = "installed")
    {
        Host = new FirmwareHost(_folder["facts"], _folder["lock"], _folder["work"], _folder["state"], new FirmwareFileSystems());
        Directory.CreateDirectory(Host.StateFolder);
        File.WriteAllText(
            Host.FactsPath,
            $"mode={mode}\nversion=0.1.0\nvariant=default\nid=aaaaaaaaaaaaaaaa\n{(mode == "installed" ? $"slot={slot}\ntrial={trial}\ninstall=1f2e3d4c\npool={pool}\n" : "medium=/dev/sr0\n")}");
        Worker = new FirmwareWorker(Host, Slots, this, this, ReadImage, TimeProvider.System);
    }

    public FirmwareHost Host { get; }

    public FirmwareWorker Worker { get; }

    public FakeSlotStore Slots { get; } = new();

    public FakeStepExecutor Executor { get; set; } = new();

    /// <summary>The image that is found in the file.</summary>
    public RootConf Image { get; set; } = FakeSlotStore.New;

    /// <summary>Called when the image is read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called with the token that steps are carried out with.</summary>
    public Action<CancellationToken>? OnWork { get; set; }

    /// <summary>Whether a plan that was carried out has no effect.</summary>
    public bool LosesWrites { get; set; }

    public List<string> Lines { get; } = [];

    public List<double> Fractions { get; } = [];

    public async Task<string> RunAsync(FirmwareRequest request, CancellationToken cancellationToken = default)
    {
        var write = await Worker.RunAsync(request, this, cancellationToken);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public Task<string> InstallAsync(bool reboot = false) => RunAsync(new FirmwareRequest(FirmwareAction.Install) { File = "/root/new.iso", Reboot = reboot });

    /// <summary>The message of a refusal.</summary>
    public async Task<string> RefusalAsync(FirmwareRequest request) => (await Assert.ThrowsExactlyAsync<FirmwareException>(() => RunAsync(request))).Message;

    public void Dispose() => _folder.Dispose();

    async Task<StepResult> IStepExecutor.RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        Slots.Events.Add("plan");
        OnWork?.Invoke(cancellationToken);
        var result = await Executor.RunAsync(plan, observer, cancellationToken);
        if (!LosesWrites)
        {
            Slots.Put(FirmwareSlot.B, Image);
        }

        return result;
    }

    Task<ToolResult> IToolRunner.RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        Slots.Events.Add(command.ToString());
        return Task.FromResult(new ToolResult(0, "", ""));
    }

    void IFirmwareReport.Log(string line) => Lines.Add(line);

    void IFirmwareReport.Warn(string line) => Lines.Add("WARN " + line);

    void IFirmwareReport.Progress(double fraction) => Fractions.Add(fraction);

    private FirmwareImage ReadImage(string path, Action<double> onProgress, CancellationToken cancellationToken)
    {
        OnRead?.Invoke();
        onProgress(1);
        return new FirmwareImage(path, Image, 10, 10);
    }
}
