using System.Globalization;
using System.Text;

namespace Domar.Runtime.Cli.Http;

/// <summary>Parameters of a call, in order, as <c>application/x-www-form-urlencoded</c>. A key may come more than once: that is a list.</summary>
internal sealed class FormData
{
    private readonly StringBuilder _text = new();

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>Adds a parameter; nothing when the value is null.</summary>
    public FormData Add(string key, string? value)
    {
        if (value is not null)
        {
            _text.Append(_text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    /// <summary>Adds a number; nothing when it is null.</summary>
    public FormData Add(string key, long? value) => Add(key, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds <c>key=1</c> when it is set; the API's defaults are all "no".</summary>
    public FormData AddFlag(string key, bool set) => set ? Add(key, "1") : this;

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
