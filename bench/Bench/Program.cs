using Domar.Bench;

var scope = args.Contains("--quick") ? Scope.Quick : Scope.Full;
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
    var report = await new Measurements(domar, folder, scope).RunAsync(interrupt.Token);
    report.Print(Console.Out);
    var file = Path.Combine(root, "out", "bench.json");
    await File.WriteAllTextAsync(file, report.ToJson());
    Console.WriteLine($"\nWritten to out/bench.json{(scope.IsFull ? "" : " (--quick: the figures mean little)")}.");
    return report.AllBarsHeld ? 0 : 2;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
