using Domar.HostTools.Host;
using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>Host name and network.</summary>
internal sealed class NetworkPage : QuestionPage
{
    private const int LabelWidth = 20;
    private const int RowsOfField = 3;

    private readonly TextInput _name;
    private readonly IReadOnlyList<TextInput> _addresses;
    private readonly ChoiceList _cards;

    /// <summary>Makes it.</summary>
    public NetworkPage(IInstallerPages pages, NetworkModel model)
        : base(pages, model)
    {
        var inputs = model.Fields.Select(field => new TextInput(field, LabelWidth, pages.Check)).ToList();
        (_name, _addresses) = (inputs[0], inputs[1..]);
        _cards = new ChoiceList(
            () => model.Cards.Count,
            i => Row(model.Cards[i]),
            i => model.Cards[i] == model.Card ? "(*)" : "( )",
            static _ => true,
            i =>
            {
                model.Choose(model.Cards[i]);
                pages.Check();
            })
        {
            Current = model.Card is null ? 0 : model.Cards.ToList().IndexOf(model.Card),
        };
        Controls = [_name, _cards, .. _addresses, Next, Back];
    }

    /// <inheritdoc/>
    public override string Title => "Host name and network";

    /// <inheritdoc/>
    public override int Number => 5;

    /// <inheritdoc/>
    public override string Help => """
        The host name is the node's name with its domain, such as pve1.example.com. It cannot be changed easily later, since guests belong to it.

        The card is the one over which the machine is managed; the bridge vmbr0, to which guests are connected, is made on it. The space bar chooses. Addresses are filled in with what the DHCP server gave, and are fixed ones from then on: ask whoever looks after the network whether the address may be kept.

        The address has its network's length after a slash: /24 is 255.255.255.0. The gateway must be in the same network. Addresses of IPv6 are taken too.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        var y = Top;
        _name.Place(Left, y, canvas.Width - (2 * Left), RowsOfField);
        y += RowsOfField;
        canvas.Text(Left, y, "Card for management", TextStyle.Heading);
        var rows = canvas.Height - y - 1 - (_addresses.Count * RowsOfField) - 3;
        _cards.Place(Left, y + 1, canvas.Width - Left - 1, rows);
        y += 1 + rows;
        foreach (var input in _addresses)
        {
            input.Place(Left, y, canvas.Width - (2 * Left), RowsOfField);
            y += RowsOfField;
        }

        ArrangeFoot(canvas);
    }

    private static string Row(NetworkCard card)
    {
        var link = card switch { { HasLink: true, SpeedMbps: { } speed } => $"link, {speed} Mbit/s", { HasLink: true } => "link", { HasLink: false } => "no link", _ => "link unknown" };
        return $"{card.Name,-16} {card.Mac,-18} {card.Driver ?? "-",-12} {link}";
    }
}
