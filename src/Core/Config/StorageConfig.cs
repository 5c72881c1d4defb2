using System.Text;
using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>
/// Proxmox's storage.cfg: sections of a line <c>type: id</c> and indented lines <c>property value</c>. Immutable; an edit gives a new one in
/// which only the lines concerned differ. Comments, order, spelling and line ends of all else are kept.
/// </summary>
public sealed class StorageConfig
{
    private readonly ConfigLine[] _head;
    private readonly StorageSection[] _sections;
    private string? _text;
    private IReadOnlyList<ConfigProblem>? _warnings;
    private Dictionary<string, StorageSection>? _byId;

    private StorageConfig(string fileName, ConfigLine[] head, StorageSection[] sections)
    {
        FileName = fileName;
        _head = head;
        _sections = sections;
    }

    /// <summary>The file's name, for messages.</summary>
    public string FileName { get; }

    /// <summary>The storages, in file order.</summary>
    public IReadOnlyList<StorageSection> Storages => _sections;

    /// <summary>What is worth a warning: types and properties that are not known. They are kept.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => _warnings ??= Validate().Warnings;

    /// <summary>SHA-1 of the text in lower-case hexadecimal: what Proxmox's API calls <c>digest</c>.</summary>
    public string Digest => ConfigDigest.Of(ToText());

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ConfigParseException">With every line that is malformed, every storage or property that is there twice, every bad value.</exception>
    public static StorageConfig Parse(string text, string fileName)
    {
        ConfigLine[]? head = null;
        var sections = new List<StorageSection>();
        var lines = new List<ConfigLine>();
        ConfigLine? header = null;
        foreach (var raw in ConfigLine.Split(text))
        {
            var line = StorageLineParser.Parse(raw);
            if (line.Kind == ConfigLineKind.Header)
            {
                Finish();
                header = line;
            }
            else
            {
                lines.Add(line);
            }
        }

        Finish();
        var config = new StorageConfig(fileName, head!, [.. sections]) { _text = text };
        var found = config.Validate();
        config._warnings = found.Warnings;
        return found.Problems.Count == 0 ? config : throw new ConfigParseException(found.Problems);

        void Finish()
        {
            if (header is null)
            {
                head = [.. lines];
            }
            else
            {
                sections.Add(new StorageSection(header, [.. lines]));
            }

            lines.Clear();
        }
    }

    /// <summary>The storage of that name; null when there is none.</summary>
    public StorageSection? Find(string id)
    {
        _byId ??= _sections.ToDictionary(static s => s.Id, StringComparer.Ordinal);
        return _byId.GetValueOrDefault(id);
    }

    /// <summary>The file's content: what was read, byte for byte, when nothing was changed.</summary>
    public string ToText()
    {
        if (_text is null)
        {
            var text = new StringBuilder();
            foreach (var line in _head.Concat(_sections.SelectMany(static s => s.Lines.Prepend(s.Header))))
            {
                text.Append(line.Raw);
            }

            _text = text.ToString();
        }

        return _text;
    }

    /// <summary>A further storage, at the end.</summary>
    /// <exception cref="ConfigValueException">The name is bad or in use, the type is not known, a property is bad or one is missing.</exception>
    public StorageConfig Add(string type, string id, IEnumerable<KeyValuePair<string, string>> properties)
    {
        if (!VolumeId.IsStorageName(id))
        {
            throw new ConfigValueException("storage", $"{ConfigValue.Shown(id)} is not valid. Allowed: {Forms.StorageId.Allowed}.");
        }

        if (Find(id) is not null)
        {
            throw new ConfigValueException("storage", $"there is a storage '{id}' already. Take another name, or remove that one first.");
        }

        var schema = StorageSchema.FindType(type) ?? throw new ConfigValueException(
            "type", $"{ConfigValue.Shown(type)} is not a known type of storage. Known: {string.Join(", ", StorageSchema.Types.Select(static t => t.Name))}.");
        var end = LineEnd;
        var section = new StorageSection(new($"{type}: {id}{end}", ConfigLineKind.Header, type, id), []);
        foreach (var (property, value) in properties)
        {
            if (section[property] is not null)
            {
                throw new ConfigValueException(property, "is given twice.");
            }

            section = new(section.Header, StorageEditor.Set(section, property, value, end));
        }

        if (schema.Required.FirstOrDefault(r => section[r] is null) is { } missing)
        {
            throw new ConfigValueException(missing, $"a storage of type {type} needs it.");
        }

        var (head, sections) = EndWithBlank(end);
        return new(FileName, head, [.. sections, section]);
    }

    /// <summary>A storage with a property set.</summary>
    /// <exception cref="ConfigValueException">There is no such storage, its type has no such property, or the value is not allowed.</exception>
    public StorageConfig Set(string id, string property, string value)
    {
        var section = Require(id);
        return Replace(section, StorageEditor.Set(section, property, value, LineEnd));
    }

    /// <summary>A storage without a property; the same when it has none of that name.</summary>
    /// <exception cref="ConfigValueException">There is no such storage, or its type cannot do without the property.</exception>
    public StorageConfig RemoveProperty(string id, string property)
    {
        var section = Require(id);
        if (section.Schema?.Required.Contains(property) == true)
        {
            throw new ConfigValueException(property, $"a storage of type {section.Type} needs it.");
        }

        return Replace(section, StorageEditor.Remove(section, property));
    }

    /// <summary>Without a storage; the same when there is none of that name.</summary>
    public StorageConfig Remove(string id) =>
        Find(id) is { } section ? new(FileName, _head, [.. _sections.Where(s => !ReferenceEquals(s, section))]) : this;

    private string LineEnd =>
        (_head.FirstOrDefault() ?? _sections.FirstOrDefault()?.Header)?.LineEnd is { Length: > 0 } end ? end : "\n";

    private StorageSection Require(string id) =>
        Find(id) ?? throw new ConfigValueException("storage", $"there is no storage {ConfigValue.Shown(id)}.");

    private StorageConfig Replace(StorageSection section, ConfigLine[] lines) => ReferenceEquals(lines, section.Lines)
        ? this
        : new(FileName, _head, [.. _sections.Select(s => ReferenceEquals(s, section) ? new StorageSection(s.Header.Ended(LineEnd), lines) : s)]);

    /// <summary>All lines ended, the last one empty, so that a section may follow.</summary>
    private (ConfigLine[] Head, StorageSection[] Sections) EndWithBlank(string end)
    {
        if (_sections.Length == 0)
        {
            return (SectionEditor.EndWithBlank(_head, end), []);
        }

        var last = _sections[^1];
        var lines = SectionEditor.EndWithBlank(last.Lines.Length == 0 ? [last.Header] : [last.Header, .. last.Lines], end);
        return (_head, [.. _sections[..^1], new StorageSection(lines[0], lines[1..])]);
    }

    private StorageValidator Validate()
    {
        var validator = new StorageValidator(FileName);
        validator.Run(_head, _sections);
        return validator;
    }
}
