using System.Text;
using System.Text.Json;

namespace Domar.Core.Api;

/// <summary>
/// The parameters of one request as they came: from the query, a urlencoded body or a JSON body. A name may have several values.
/// <c>_dc</c>, which browsers add against caches, is dropped.
/// </summary>
public sealed class RawParameters
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Every name with its values, in no particular order.</summary>
    public IEnumerable<KeyValuePair<string, List<string>>> All => _values;

    /// <summary>Adds one value.</summary>
    public void Add(string name, string value)
    {
        if (name == "_dc")
        {
            return;
        }

        if (!_values.TryGetValue(name, out var list))
        {
            _values.Add(name, list = new List<string>(1));
        }

        list.Add(value);
    }

    /// <summary>Adds <c>a=b&amp;c=d</c>: a query without its question mark, or a urlencoded body.</summary>
    /// <exception cref="RequestFormatException">Broken percent-encoding or text that is not UTF-8.</exception>
    public void AddUrlEncoded(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            Add(name, equals < 0 ? "" : Decode(pair[(equals + 1)..], plusIsSpace: true));
        }
    }

    /// <summary>Adds the members of a JSON object. Flags become 1 and 0, null is as if it were not given, arrays are repeated values.</summary>
    /// <exception cref="RequestFormatException">Not a JSON object, or a value is an object.</exception>
    public void AddJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestFormatException("The JSON body must be an object with the parameters as its members.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        AddScalar(name, ref reader);
                    }
                }
                else
                {
                    AddScalar(name, ref reader);
                }
            }

            if (reader.Read())
            {
                throw new RequestFormatException("The JSON body goes on after its object.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // GetString throws InvalidOperationException for text that is not UTF-8 or a lone surrogate.
            throw new RequestFormatException($"The JSON body cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Decodes percent-encoding.</summary>
    /// <param name="text">Encoded text.</param>
    /// <param name="plusIsSpace">Whether '+' stands for a space, as in queries and urlencoded bodies, not in paths.</param>
    /// <exception cref="RequestFormatException">Broken percent-encoding or text that is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> text, bool plusIsSpace)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                {
                    throw new RequestFormatException("A '%' in the request is not followed by two hex digits; write '%25' for a percent sign.");
                }

                bytes[length++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = b == '+' && plusIsSpace ? (byte)' ' : b;
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes.AsSpan(0, length));
        }
        catch (DecoderFallbackException e)
        {
            throw new RequestFormatException("The request holds text that is not UTF-8.", e);
        }
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void AddScalar(string name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Add(name, reader.GetString()!);
                break;
            case JsonTokenType.Number:
                Add(name, Encoding.ASCII.GetString(reader.ValueSpan));
                break;
            case JsonTokenType.True:
                Add(name, "1");
                break;
            case JsonTokenType.False:
                Add(name, "0");
                break;
            case JsonTokenType.Null:
                break;
            default:
                throw new RequestFormatException($"The member '{name}' of the JSON body is neither text, number, flag nor a list of these.");
        }
    }
}
