using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>Country, time zone, keyboard.</summary>
internal sealed class PlacePage : QuestionPage
{
    private const int CountryWidth = 24;
    private const int KeyboardWidth = 27;

    private readonly ChoiceList _countries;
    private readonly ChoiceList _zones;
    private readonly ChoiceList _keyboards;

    /// <summary>Makes it.</summary>
    public PlacePage(IInstallerPages pages, PlaceModel model)
        : base(pages, model)
    {
        _keyboards = List(() => KeyboardNames.Codes.Count, static i => KeyboardNames.Of(KeyboardNames.Codes[i]), i => KeyboardNames.Codes[i] == model.Keyboard, i =>
        {
            model.ChooseKeyboard(KeyboardNames.Codes[i]);
            pages.Check();
        });
        _zones = List(() => model.Zones.Count, i => model.Zones[i], i => model.Zones[i] == model.Zone, i =>
        {
            model.ChooseZone(model.Zones[i]);
            pages.Check();
        });
        _countries = List(() => model.Countries.Count, i => model.Countries[i].Name, i => model.Countries[i] == model.Country, i =>
        {
            model.Choose(model.Countries[i]);
            _zones.Current = model.Zones.ToList().IndexOf(model.Zone);
            _keyboards.Current = KeyboardNames.Codes.ToList().IndexOf(model.Keyboard);
            pages.Check();
        });
        _zones.Current = Math.Max(0, model.Zones.ToList().IndexOf(model.Zone));
        _keyboards.Current = KeyboardNames.Codes.ToList().IndexOf(model.Keyboard);
        Controls = [_countries, _zones, _keyboards, Next, Back];

        static ChoiceList List(Func<int> count, Func<int, string> text, Func<int, bool> isChosen, Action<int> choose) =>
            new(count, text, i => isChosen(i) ? "(*)" : "( )", static _ => true, choose) { ChoosesByMoving = true, SearchesByTyping = true };
    }

    /// <inheritdoc/>
    public override string Title => "Country, time zone, keyboard";

    /// <inheritdoc/>
    public override int Number => 3;

    /// <inheritdoc/>
    public override string Help => """
        Type the first letters of your country; time zone and keyboard follow it. Tab goes to the other lists, which work in the same way: the arrows, or the first letters.

        The keyboard is that of the installed machine's own console. It does not matter for a serial line or for ssh.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        var height = canvas.Height - Top - 6;
        (string Title, ChoiceList List, int Width)[] lists =
            [("Country", _countries, CountryWidth), ("Time zone", _zones, canvas.Width - (2 * Left) - CountryWidth - KeyboardWidth), ("Keyboard", _keyboards, KeyboardWidth)];
        var x = Left;
        foreach (var (title, list, width) in lists)
        {
            canvas.Text(x, Top, title, TextStyle.Heading);
            list.Place(x, Top + 1, width - 1, height);
            x += width;
        }

        ArrangeFoot(canvas);
    }
}
