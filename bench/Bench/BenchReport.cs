using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Domar.Bench;

/// <summary>All figures of one run.</summary>
/// <param name="peer">Who is measured beside Domar: the column's name.</param>
internal sealed class BenchReport(string peer)
{
    private readonly List<Figure> _figures = [];
    private readonly JsonObject _samples = [];

    /// <summary>What was measured against what; printed above the table.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>False when a bar is missed, or could not be compared.</summary>
    public bool AllBarsHeld => _figures.All(figure => figure.Holds != false);

    /// <summary>Adds a figure.</summary>
    public void Add(Figure figure) => _figures.Add(figure);

    /// <summary>Adds the single times behind a figure, for the JSON.</summary>
    public void Add(string id, Samples samples) => _samples[id] = new JsonArray([.. samples.Values.Select(value => (JsonNode)Math.Round(value, 2))]);

    /// <summary>The table for people.</summary>
    public void Print(TextWriter writer)
    {
        writer.WriteLine();
        foreach (var note in Notes)
        {
            writer.WriteLine(note);
        }

        writer.WriteLine();
        writer.WriteLine($"{"",-44}{"domar",12}{peer,12}{"ratio",9}  {"bar",-18}");
        foreach (var figure in _figures)
        {
            var other = figure.Peer is { } value ? $"{value:0.0} {figure.Unit}" : "-";
            var ratio = figure.Ratio is { } r ? $"{r:0.000}" : "-";
            var verdict = figure.Holds switch { true => "pass", false => "MISS", null => figure.Bar.Length > 0 ? "not compared" : "" };
            writer.WriteLine($"{figure.Title,-44}{$"{figure.Domar:0.0} {figure.Unit}",12}{other,12}{ratio,9}  {figure.Bar,-18}{verdict}");
        }
    }

    /// <summary>Everything for programs.</summary>
    public string ToJson()
    {
        var figures = new JsonArray();
        foreach (var figure in _figures)
        {
            figures.Add(new JsonObject
            {
                ["id"] = figure.Id,
                ["title"] = figure.Title,
                ["unit"] = figure.Unit,
                ["domar"] = Math.Round(figure.Domar, 3),
                [peer] = figure.Peer is { } other ? Math.Round(other, 3) : null,
                ["ratio"] = figure.Ratio is { } ratio ? Math.Round(ratio, 4) : null,
                ["at_most"] = figure.AtMost,
                ["ratio_at_most"] = figure.RatioAtMost,
                ["holds"] = figure.Holds,
            });
        }

        var report = new JsonObject
        {
            ["time"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["kernel"] = RuntimeInformation.OSDescription,
            ["cpus"] = Environment.ProcessorCount,
            ["notes"] = new JsonArray([.. Notes.Select(note => (JsonNode)note)]),
            ["figures"] = figures,
            ["samples"] = _samples.DeepClone(),
        };
        return report.ToString() + "\n";
    }
}
