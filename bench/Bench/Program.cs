using Domar.Bench;
using Domar.Bench.Image;

var root = Directory.GetCurrentDirectory();
var domar = Path.Combine(root, "out", "bin", "domar");
if (!File.Exists(domar))
{
    await Console.Error.WriteLineAsync("out/bin/domar is not built. Run 'make build' from the repository's root.");
    return 1;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Cancel();
};
var folder = Directory.CreateTempSubdirectory("domar-bench-").FullName;
try
{
    return args is ["image", .. var words] ? await ImageAsync(ImageOptions.Parse(words))
        : args is ["install", var iso, var built, var rounds] ? await InstallAsync(new InstallOptions(iso, built, int.Parse(rounds)))
        : await ManagersAsync(args.Contains("--quick") ? Scope.Quick : Scope.Full);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task<int> ManagersAsync(Scope scope)
{
    var report = await new Measurements(domar, folder, scope).RunAsync(interrupt.Token);
    report.Print(Console.Out);
    await File.WriteAllTextAsync(Path.Combine(root, "out", "bench.json"), report.ToJson());
    Console.WriteLine($"\nWritten to out/bench.json{(scope.IsFull ? "" : " (--quick: the figures mean little)")}.");
    return report.AllBarsHeld ? 0 : 2;
}

async Task<int> ImageAsync(ImageOptions options)
{
    var measurements = new ImageMeasurements(options, domar, Path.Combine(root, "out", "bench-image"));
    var report = await measurements.RunAsync(interrupt.Token);
    report.Print(Console.Out);
    Console.WriteLine($"\n{measurements.StartAnalysis.TrimEnd()}");
    await File.WriteAllTextAsync(Path.Combine(root, "out", "bench-image.json"), report.ToJson());
    await File.WriteAllTextAsync(Path.Combine(root, "out", "bench-image.txt"), measurements.StartAnalysis);
    Console.WriteLine("\nWritten to out/bench-image.json, and what systemd says of a start to out/bench-image.txt.");
    return report.AllBarsHeld ? 0 : 2;
}

async Task<int> InstallAsync(InstallOptions options)
{
    var measurements = new InstallMeasurements(options, domar, Path.Combine(root, "out", "bin", "domar-install"), Path.Combine(root, "out", "bench-install"));
    var report = await measurements.RunAsync(interrupt.Token);
    report.Print(Console.Out);
    await File.WriteAllTextAsync(Path.Combine(root, "out", "bench-install.json"), report.ToJson());
    Console.WriteLine("\nWritten to out/bench-install.json.");
    return report.AllBarsHeld ? 0 : 2;
}
