using System.Text;
using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>
/// The configuration of a guest: Proxmox's <c>qemu-server/NNN.conf</c> or <c>lxc/NNN.conf</c>. Immutable; an edit gives a new one in which
/// only the lines concerned differ. Comments, order, spelling and line ends of all else are kept.
/// </summary>
public sealed class GuestConfig
{
    private readonly ConfigSection[] _sections;
    private readonly ConfigSchema _schema;
    private string? _text;
    private string? _digest;
    private IReadOnlyList<ConfigProblem>? _warnings;

    private GuestConfig(ConfigSchema schema, string fileName, ConfigSection[] sections)
    {
        _schema = schema;
        FileName = fileName;
        _sections = sections;
    }

    /// <summary>The kind of guest.</summary>
    public GuestKind Kind => _schema.Kind;

    /// <summary>The file's name, for messages.</summary>
    public string FileName { get; }

    /// <summary>The state that the guest has, or will have at its next start where nothing is pending.</summary>
    public ConfigSection Current => _sections[0];

    /// <summary>Changes that wait for the guest's next start; null when there are none.</summary>
    public ConfigSection? Pending => _sections.FirstOrDefault(static s => s.IsPending);

    /// <summary>The snapshots, in file order.</summary>
    public IReadOnlyList<ConfigSection> Snapshots => [.. _sections.Where(static s => s is { Header: not null, IsPending: false, IsSpecial: false })];

    /// <summary>The special sections (<c>special:cloudinit</c>, <c>special:fleecing</c>), in file order.</summary>
    public IReadOnlyList<ConfigSection> Special => [.. _sections.Where(static s => s.IsSpecial)];

    /// <summary>What is worth a warning: keys and sub-keys that are not known. They are kept.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => _warnings ??= Validate(_schema, FileName, _sections).Warnings;

    /// <summary>The notes on the guest; null when there are none.</summary>
    public string? Description => Current.Description;

    /// <summary>SHA-1 of the text in lower-case hexadecimal: what Proxmox's API calls <c>digest</c>.</summary>
    public string Digest => _digest ??= ConfigDigest.Of(ToText());

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="kind">The kind of guest.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="ConfigParseException">With every line that is malformed, every key that is set twice, every bad value.</exception>
    public static GuestConfig Parse(string text, GuestKind kind, string fileName)
    {
        var schema = ConfigSchema.Of(kind);
        var sections = new List<ConfigSection>();
        var lines = new List<ConfigLine>();
        ConfigLine? header = null;
        foreach (var raw in ConfigLine.Split(text))
        {
            var line = GuestLineParser.Parse(raw, kind);
            if (line.Kind == ConfigLineKind.Header)
            {
                sections.Add(new ConfigSection(schema, header, [.. lines]));
                lines.Clear();
                header = line;
            }
            else
            {
                lines.Add(line);
            }
        }

        sections.Add(new ConfigSection(schema, header, [.. lines]));
        var found = Validate(schema, fileName, sections);
        return found.Problems.Count == 0
            ? new GuestConfig(schema, fileName, [.. sections]) { _text = text, _warnings = found.Warnings }
            : throw new ConfigParseException(found.Problems);
    }

    /// <summary>A configuration without any key.</summary>
    public static GuestConfig Empty(GuestKind kind, string fileName) => Parse("", kind, fileName);

    /// <summary>The file's content: what was read, byte for byte, when nothing was changed.</summary>
    public string ToText()
    {
        if (_text is null)
        {
            var text = new StringBuilder();
            foreach (var section in _sections)
            {
                text.Append(section.Header?.Raw);
                foreach (var line in section.Lines)
                {
                    text.Append(line.Raw);
                }
            }

            _text = text.ToString();
        }

        return _text;
    }

    /// <summary>The section of that name (a snapshot's name, <c>PENDING</c>, <c>special:NAME</c>, or "" for the current state); null when there is none.</summary>
    public ConfigSection? Section(string name) => _sections.FirstOrDefault(s => s.Name == name);

    /// <summary>The current state with a key set. <c>description</c> becomes comment lines.</summary>
    /// <exception cref="ConfigValueException">The key is not known or the value is not allowed.</exception>
    public GuestConfig Set(string key, string value)
    {
        if (key == "description")
        {
            return WithDescription(value);
        }

        (key, value) = Checked(key, value);
        return Current[key] == value ? this : Replace(Current, SectionEditor.Set(Current, key, value, LineEnd));
    }

    /// <summary>The current state without a key; the same when it has none of that name. Keys that are not known can be removed too.</summary>
    public GuestConfig Remove(string key)
    {
        var result = key == "description" ? WithDescription(null) : this;
        return result.Replace(result.Current, SectionEditor.Remove(result.Current, _schema.Canonical(key)));
    }

    /// <summary>A change of the key noted for the next start; it takes the place of an earlier one, or of its removal.</summary>
    /// <exception cref="ConfigValueException">The key is not known or the value is not allowed.</exception>
    public GuestConfig SetPending(string key, string value)
    {
        // Notes concern no device: they never wait for a start.
        if (key == "description")
        {
            return WithDescription(value);
        }

        (key, value) = Checked(key, value);
        var config = EditDelete(list => list.Without(key));
        return config.EditPending(pending => pending[key] == value ? pending.Lines : SectionEditor.Set(pending, key, value, LineEnd));
    }

    /// <summary>The key's removal noted for the next start.</summary>
    /// <param name="key">The key.</param>
    /// <param name="force">Remove the volume too, where the key is one's last reference.</param>
    public GuestConfig DeletePending(string key, bool force = false)
    {
        key = _schema.Canonical(key);
        if (!GuestLineParser.IsKey(key))
        {
            throw new ConfigValueException(key, "is not a key.");
        }

        var config = EditPending(pending => SectionEditor.Remove(pending, key));
        return config.EditDelete(list => list.With(key, force));
    }

    /// <summary>A change or removal of the key taken back.</summary>
    public GuestConfig RevertPending(string key)
    {
        key = _schema.Canonical(key);
        return EditPending(pending => SectionEditor.Remove(pending, key)).EditDelete(list => list.Without(key));
    }

    /// <summary>All pending changes taken back.</summary>
    public GuestConfig ClearPending() => Pending is { } pending ? WithoutSection(pending) : this;

    /// <summary>The keys whose removal is pending; force tells that their volumes go too.</summary>
    public IReadOnlyList<(string Key, bool Force)> PendingDeletes => DeleteList.Parse(Pending?["delete"]).Keys;

    /// <summary>Other notes; null or empty for none. White space at their end is dropped.</summary>
    /// <exception cref="ConfigValueException">They are too long.</exception>
    public GuestConfig WithDescription(string? description)
    {
        description = description?.TrimEnd();
        if (description is { Length: > 0 } && _schema.Find("description", out _)!.Check(description.Replace('\r', ' ').Replace('\n', ' ')) is { } problem)
        {
            throw new ConfigValueException("description", problem);
        }

        return string.IsNullOrEmpty(description) && Description is null || description == Description
            ? this
            : Replace(Current, SectionEditor.Describe(Current, description, LineEnd));
    }

    private string LineEnd => _sections[0].Lines.FirstOrDefault()?.LineEnd is { Length: > 0 } end ? end : "\n";

    private (string Key, string Value) Checked(string key, string value)
    {
        var schema = _schema.Find(key, out _) ?? throw new ConfigValueException(key, _schema.WhyUnknown(key));
        value = value.Trim(ConfigLine.Blanks);
        if (schema.Check(value) is { } problem)
        {
            throw new ConfigValueException(key, problem);
        }

        return (_schema.Canonical(key), ConfigSection.CanonicalValue(key, value));
    }

    private GuestConfig EditDelete(Func<DeleteList, DeleteList> edit)
    {
        var before = DeleteList.Parse(Pending?["delete"]);
        var after = edit(before);
        return after.Text == before.Text
            ? this
            : EditPending(pending => after.Text is { } text ? SectionEditor.Set(pending, "delete", text, LineEnd) : SectionEditor.Remove(pending, "delete"));
    }

    /// <summary>Edits [PENDING]; it is made when it is needed, and goes away when nothing is left in it.</summary>
    private GuestConfig EditPending(Func<ConfigSection, ConfigLine[]> edit)
    {
        if (Pending is { } pending)
        {
            var lines = edit(pending);
            return Array.Exists(lines, static l => l.Kind is ConfigLineKind.Entry) ? Replace(pending, lines) : WithoutSection(pending);
        }

        var end = LineEnd;
        var header = new ConfigLine($"[{GuestLineParser.Pending}]{end}", ConfigLineKind.Header, GuestLineParser.Pending);
        var made = edit(new ConfigSection(_schema, header, []));
        if (made.Length == 0)
        {
            return this;
        }

        if (_sections.Length > 1)
        {
            made = [.. made, new ConfigLine(end, ConfigLineKind.Blank)];
        }

        var current = new ConfigSection(_schema, null, SectionEditor.EndWithBlank(Current.Lines, end));
        return new(_schema, FileName, [current, new ConfigSection(_schema, header, made), .. _sections.Skip(1)]);
    }

    private GuestConfig Replace(ConfigSection section, ConfigLine[] lines) => ReferenceEquals(lines, section.Lines)
        ? this
        : new(_schema, FileName, [.. _sections.Select(s => ReferenceEquals(s, section) ? new ConfigSection(_schema, s.Header?.Ended(LineEnd), lines) : s)]);

    /// <summary>Also drops the empty line that parted it from the section before, where nothing follows.</summary>
    private GuestConfig WithoutSection(ConfigSection section)
    {
        var left = _sections.Where(s => !ReferenceEquals(s, section)).ToArray();
        if (ReferenceEquals(_sections[^1], section) && left[^1].Lines is [.., { Kind: ConfigLineKind.Blank }] lines)
        {
            left[^1] = new ConfigSection(_schema, left[^1].Header, lines[..^1]);
        }

        return new(_schema, FileName, left);
    }

    private static GuestValidator Validate(ConfigSchema schema, string fileName, IReadOnlyList<ConfigSection> sections)
    {
        var validator = new GuestValidator(schema, fileName);
        validator.Run(sections);
        return validator;
    }
}
