using System.Globalization;
using System.Text;

namespace Domar.Installer.Screens.Models;

/// <summary>Writes what was entered as an answer file, a field in each line, so that the screens have the rules of unattended installations, and each problem has its field.</summary>
internal sealed class AnswerText
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<int, FieldKey> _fields = [];
    private int _line = 1;

    private AnswerText()
    {
    }

    /// <summary>The answer file.</summary>
    public string Text => _text.ToString();

    /// <summary>Which field a line is of; null for lines that are no field.</summary>
    /// <param name="line">From 1.</param>
    public FieldKey? FieldAt(int line) => _fields.TryGetValue(line, out var field) ? field : null;

    /// <summary>Writes.</summary>
    /// <param name="model">What was entered.</param>
    /// <param name="withPassword">Whether the password is in it; otherwise a remark stands there.</param>
    public static AnswerText Write(InstallerModel model, bool withPassword)
    {
        var answer = new AnswerText();
        answer.Add("[global]");
        answer.Add(FieldKey.Keyboard, "keyboard", Quote(model.Place.Keyboard));
        if (model.Place.Country is { } country)
        {
            answer.Add(FieldKey.Country, "country", Quote(country.Code));
        }

        answer.Add(FieldKey.Name, "fqdn", Quote(model.Network.Name.Value.Trim()));
        answer.Add(FieldKey.Mail, "mailto", Quote(model.Account.Mail.Value.Trim()));
        answer.Add(FieldKey.TimeZone, "timezone", Quote(model.Place.Zone));
        if (withPassword)
        {
            answer.Add(FieldKey.Password, "root-password", Quote(model.Account.Password.Value));
        }
        else
        {
            answer.Add("# Put the password here: root-password-hashed = \"...\", made with 'mkpasswd --method=yescrypt'");
        }

        if (model.Account.SshKey.Value.Trim() is { Length: > 0 } key)
        {
            answer.Add(FieldKey.SshKey, "root-ssh-keys", $"[{Quote(key)}]");
        }

        answer.WriteNetwork(model.Network);
        answer.WriteDisks(model.Disks);
        return answer;
    }

    private void WriteNetwork(NetworkModel network)
    {
        Add("");
        Add("[network]");
        Add(FieldKey.Card, "source", "\"from-answer\"");
        Add(FieldKey.Address, "cidr", Quote(network.Address.Value.Trim()));
        Add(FieldKey.Gateway, "gateway", Quote(network.Gateway.Value.Trim()));
        Add(FieldKey.Dns, "dns", Quote(network.Dns.Value.Trim()));
        Add(FieldKey.Card, "filter.INTERFACE", Quote(network.Card?.Name ?? ""));
    }

    private void WriteDisks(DisksModel disks)
    {
        Add("");
        Add("[disk-setup]");
        Add(FieldKey.Layout, "filesystem", Quote(disks.Layout.FileSystemWord()));
        Add(FieldKey.Disks, "disk-list", $"[{string.Join(", ", disks.Chosen.Select(static disk => Quote(disk.Device.Path)))}]");
        if (disks.Layout.IsZfs())
        {
            Add(FieldKey.Layout, "zfs.raid", Quote(disks.Layout.RaidWord()));
            AddNumber(disks.HdSize, "zfs.hdsize");
            AddNumber(disks.Ashift, "zfs.ashift");
            Add(FieldKey.Compress, "zfs.compress", Quote(disks.Compress));
            Add(FieldKey.Checksum, "zfs.checksum", Quote(disks.Checksum));
            AddNumber(disks.Copies, "zfs.copies");
            AddNumber(disks.ArcMax, "zfs.arc-max");
            return;
        }

        AddNumber(disks.HdSize, "lvm.hdsize");
        AddNumber(disks.SwapSize, "lvm.swapsize");
        AddNumber(disks.MaxRoot, "lvm.maxroot");
        AddNumber(disks.MinFree, "lvm.minfree");
        AddNumber(disks.MaxVz, "lvm.maxvz");
    }

    /// <summary>An empty field is left out. What is no number goes in as a text, which the rules refuse with what they want.</summary>
    private void AddNumber(FieldModel field, string name)
    {
        if (field.Value.Trim() is not { Length: > 0 } text)
        {
            return;
        }

        var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        Add(field.Key, name, isNumber ? number.ToString(CultureInfo.InvariantCulture) : Quote(text));
    }

    private void Add(FieldKey field, string name, string value)
    {
        _fields[_line] = field;
        Add($"{name} = {value}");
    }

    private void Add(string line)
    {
        _text.Append(line).Append('\n');
        _line++;
    }

    private static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var each in text)
        {
            switch (each)
            {
                case '"' or '\\':
                    result.Append('\\').Append(each);
                    break;
                case < ' ' or '\x7f':
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}");
                    break;
                default:
                    result.Append(each);
                    break;
            }
        }

        return result.Append('"').ToString();
    }
}
