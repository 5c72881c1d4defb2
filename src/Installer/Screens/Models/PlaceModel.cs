namespace Domar.Installer.Screens.Models;

/// <summary>Country, time zone, keyboard.</summary>
internal sealed class PlaceModel : PageModel
{
    private readonly IReadOnlyList<string> _allZones;
    private bool _zoneIsChosen;
    private bool _keyboardIsChosen;

    /// <summary>Makes it.</summary>
    /// <param name="countries">Countries, by name.</param>
    /// <param name="zones">All time zones; null when they are not known.</param>
    public PlaceModel(IReadOnlyList<Country> countries, IReadOnlySet<string>? zones)
    {
        Countries = countries;
        _allZones = [.. (zones ?? countries.SelectMany(static country => country.Zones).Append("UTC").ToHashSet()).Order(StringComparer.Ordinal)];
        Zones = _allZones;
    }

    /// <summary>Countries, by name.</summary>
    public IReadOnlyList<Country> Countries { get; }

    /// <summary>The country; null until one is chosen.</summary>
    public Country? Country { get; private set; }

    /// <summary>Time zones to choose from: those of the country first.</summary>
    public IReadOnlyList<string> Zones { get; private set; }

    /// <summary>The time zone.</summary>
    public string Zone { get; private set; } = "UTC";

    /// <summary>The keyboard's code.</summary>
    public string Keyboard { get; private set; } = "en-us";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldModel> Fields => [];

    /// <summary>Chooses the country, and with it the usual zone and keyboard, unless those were chosen already.</summary>
    public void Choose(Country country)
    {
        Country = country;
        var own = country.Zones.Where(_allZones.Contains).ToList();
        Zones = [.. own, .. _allZones.Except(own)];
        if (!_zoneIsChosen)
        {
            Zone = own.Count > 0 ? own[0] : "UTC";
        }

        if (!_keyboardIsChosen)
        {
            Keyboard = KeyboardNames.Usual(country.Code);
        }
    }

    /// <summary>Chooses the time zone.</summary>
    public void ChooseZone(string zone) => (Zone, _zoneIsChosen) = (zone, true);

    /// <summary>Chooses the keyboard.</summary>
    public void ChooseKeyboard(string code) => (Keyboard, _keyboardIsChosen) = (code, true);

    /// <inheritdoc/>
    protected override bool Owns(FieldKey key) => key is FieldKey.Country or FieldKey.TimeZone or FieldKey.Keyboard;

    /// <inheritdoc/>
    protected override IEnumerable<FieldProblem> OwnProblems()
    {
        if (Country is null)
        {
            yield return new FieldProblem(FieldKey.Country, "No country is chosen. Type the first letters of its name, or go to it with the arrows.");
        }
    }
}
