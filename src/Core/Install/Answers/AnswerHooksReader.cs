namespace Domar.Core.Install.Answers;

/// <summary>Reads the tables <c>[post-installation-webhook]</c> and <c>[first-boot]</c>.</summary>
internal static class AnswerHooksReader
{
    private static readonly (string Word, bool Value)[] Sources = [("from-iso", false), ("from-url", true)];

    private static readonly (string Word, FirstBootOrdering Value)[] Orderings =
        [("before-network", FirstBootOrdering.BeforeNetwork), ("network-online", FirstBootOrdering.NetworkOnline), ("fully-up", FirstBootOrdering.FullyUp)];

    public static WebAddress? ReadWebhook(AnswerTable table)
    {
        if (table.PlaceOf("url") is null)
        {
            table.Missing("url", "write url = \"https://...\"");
        }

        var token = table.Text("auth-token", static text => text.Length > 0 && text.All(static c => c is > ' ' and <= '~') ? null : "must be printable ASCII without spaces, as it goes into an HTTP header");
        var result = ReadAddress(table, token?.Value);
        table.Finish();
        return result;
    }

    public static FirstBootHook? ReadFirstBoot(AnswerTable table)
    {
        if (table.PlaceOf("source") is null)
        {
            table.Missing("source", "write source = \"from-iso\" or \"from-url\"");
        }

        var isFromUrl = table.Choice("source", Sources);
        var ordering = table.Choice("ordering", Orderings)?.Value ?? FirstBootOrdering.FullyUp;
        var address = ReadAddress(table, token: null);
        if (isFromUrl is { Value: true } && table.PlaceOf("url") is null)
        {
            table.Missing("url", "first-boot.source = \"from-url\" needs it");
        }
        else if (isFromUrl is { Value: false })
        {
            foreach (var name in (string[])["url", "cert-fingerprint"])
            {
                if (table.PlaceOf(name) is { } at)
                {
                    table.Fail(at, $"first-boot.{name} contradicts first-boot.source = \"from-iso\" in line {isFromUrl.At.Line}; write source = \"from-url\", or remove it");
                }
            }
        }

        table.Finish();
        return isFromUrl is null ? null : new FirstBootHook(isFromUrl.Value ? address : null, ordering);
    }

    private static WebAddress? ReadAddress(AnswerTable table, string? token)
    {
        var url = table.Text("url", CheckUrl);
        var fingerprint = table.Text("cert-fingerprint", CertFingerprint.Check);
        if (fingerprint is not null && url is not null && !url.Value.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            table.Fail(fingerprint.At, $"{table.FullName("cert-fingerprint")} needs a URL that begins with https://; plain HTTP has no certificate");
        }

        return url is null ? null : new WebAddress(url.Value, fingerprint is null ? null : CertFingerprint.Normalize(fingerprint.Value), token);
    }

    private static string? CheckUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? null
            : $"{MessageText.Quote(text)} is no URL of a web server; begin it with https:// or http://";
}
