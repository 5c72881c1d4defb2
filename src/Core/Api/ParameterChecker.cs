using System.Globalization;
using Domar.Core.Config;

namespace Domar.Core.Api;

/// <summary>
/// Checks a request's parameters against its method. Reports every problem, in the words of Proxmox's wire where clients match them.
/// </summary>
public static class ParameterChecker
{
    /// <summary>Checks.</summary>
    /// <param name="method">What was called.</param>
    /// <param name="pathValues">Values of the parameters in the path.</param>
    /// <param name="raw">Parameters of query and body.</param>
    public static ParameterCheck Check(ApiMethod method, IReadOnlyList<KeyValuePair<string, string>> pathValues, RawParameters raw)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pathValues)
        {
            Take(method.Find(name), name, value);
        }

        foreach (var (name, given) in raw.All)
        {
            var parameter = method.Find(name);
            if (values.TryGetValue(name, out var inPath))
            {
                if (given.Exists(value => value != inPath))
                {
                    problems[name] = $"is '{inPath}' in the path and '{given.Find(value => value != inPath)}' in the request";
                }
            }
            else if (problems.ContainsKey(name))
            {
                continue;
            }
            else if (given.Count == 1)
            {
                Take(parameter, name, given[0]);
            }
            else if (parameter?.Format is { } format && format.EndsWith("-list", StringComparison.Ordinal))
            {
                Take(parameter, name, string.Join(',', given));
            }
            else
            {
                problems[name] = $"is given {given.Count} times, but takes one value";
            }
        }

        foreach (var parameter in method.Parameters)
        {
            if (!parameter.Optional && !values.ContainsKey(parameter.Name))
            {
                problems.TryAdd(parameter.Name, "property is missing and it is not optional");
            }
        }

        return problems.Count == 0 ? new(new CheckedParameters(method, values, settings), problems) : new(null, problems);

        void Take(ApiParameter? parameter, string name, string value)
        {
            if (parameter is not null)
            {
                if (CheckValue(parameter, ref value) is { } problem)
                {
                    problems[name] = problem;
                }
                else
                {
                    values[name] = value;
                }
            }
            else if (method.ConfigKeys is { } kind && ConfigSchema.Of(kind).Find(name, out _) is { FileOnly: false } key)
            {
                if (CheckSetting(key, ref value) is { } problem)
                {
                    problems[name] = problem;
                }
                else
                {
                    settings[name] = value;
                }
            }
            else
            {
                problems[name] = "property is not defined in schema and the schema does not allow additional properties";
            }
        }
    }

    /// <summary>Checks one value; null when it fits, else what is wrong with it.</summary>
    /// <param name="parameter">Its declaration.</param>
    /// <param name="value">The value; a flag becomes 1 or 0.</param>
    public static string? CheckValue(ApiParameter parameter, ref string value)
    {
        switch (parameter.Type)
        {
            case ApiParameterType.Boolean when ConfigValue.TryBoolean(value, out var flag):
                value = ConfigValue.Boolean(flag);
                break;
            case ApiParameterType.Boolean:
                return $"type check ('boolean') failed - got '{Shorten(value)}'";
            case ApiParameterType.Integer:
                if (!ConfigValue.TryInteger(value, out var integer))
                {
                    return $"type check ('integer') failed - got '{Shorten(value)}'";
                }

                value = integer.ToString(CultureInfo.InvariantCulture);
                if (CheckRange(parameter, integer) is { } outOfRange)
                {
                    return outOfRange;
                }

                break;
            case ApiParameterType.Number:
                if (!ConfigValue.TryNumber(value, out var number))
                {
                    return $"type check ('number') failed - got '{Shorten(value)}'";
                }

                if (CheckRange(parameter, number) is { } numberOutOfRange)
                {
                    return numberOutOfRange;
                }

                break;
            default:
                if (parameter.MaxLength is { } max && value.Length > max)
                {
                    return $"value may only be {max} characters long";
                }

                if (parameter.MinLength is { } min && value.Length < min)
                {
                    return $"value must be at least {min} characters long";
                }

                break;
        }

        if (parameter.AllowedValues is { } allowed && !allowed.Contains(value))
        {
            return $"value '{Shorten(value)}' does not have a value in the enumeration '{string.Join(", ", allowed)}'";
        }

        if (parameter.Matches is { } matches && !matches(value))
        {
            return $"value does not match the regex pattern {parameter.Pattern}";
        }

        if (parameter.Format is { } format && ApiFormats.Check(format, value) is { } problem)
        {
            return problem;
        }

        return parameter.IsNotBuilt && value != (parameter.Default ?? "0")
            ? "is known, but what it asks for is not built into this version of domar yet; leave it out"
            : null;
    }

    private static string? CheckRange(ApiParameter parameter, double value)
    {
        if (parameter.Minimum is { } minimum && value < minimum)
        {
            return string.Create(CultureInfo.InvariantCulture, $"value must have a minimum value of {minimum}");
        }

        return parameter.Maximum is { } maximum && value > maximum
            ? string.Create(CultureInfo.InvariantCulture, $"value must have a maximum value of {maximum}")
            : null;
    }

    private static string? CheckSetting(KeySchema key, ref string value)
    {
        // Of all keys only a description may have several lines: it is stored encoded. In any other a line break would add a key to the file.
        if (key.Name == "description")
        {
            return key.Check(value.ReplaceLineEndings(" "));
        }

        if (key.Check(value) is { } problem)
        {
            return problem;
        }

        if (key.Type == ConfigValueType.Boolean && ConfigValue.TryBoolean(value, out var flag))
        {
            value = ConfigValue.Boolean(flag);
        }

        return null;
    }

    // Values are quoted in messages, which become HTTP headers and terminal lines.
    private static string Shorten(string value) => value.Length <= 60 ? value : value[..57] + "...";
}
