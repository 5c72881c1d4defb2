namespace Domar.Installer.Screens.Models;

/// <summary>A field that a person fills in.</summary>
/// <param name="key">Which one.</param>
/// <param name="label">What stands before it.</param>
/// <param name="example">What could be in it; said when it is empty and must not be.</param>
internal sealed class FieldModel(FieldKey key, string label, string example = "")
{
    private string _value = "";

    /// <summary>Which one.</summary>
    public FieldKey Key => key;

    /// <summary>What stands before it.</summary>
    public string Label => label;

    /// <summary>What could be in it.</summary>
    public string Example => example;

    /// <summary>Whether nobody may read over a shoulder what is in it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>A remark below it while nothing is wrong.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What is in it.</summary>
    public string Value
    {
        get => _value;
        set
        {
            _value = value;
            IsEdited = true;
        }
    }

    /// <summary>Whether a person wrote what is in it; what was filled in by itself may be replaced by itself.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>Whether it was left, or "next" was pressed: before that its problems are not shown, since whoever types has not finished.</summary>
    public bool IsVisited { get; set; }

    /// <summary>What is wrong with it, a sentence; null for nothing.</summary>
    public string? Problem { get; set; }

    /// <summary>What is shown to be wrong.</summary>
    public string? ShownProblem => IsVisited ? Problem : null;

    /// <summary>Fills it in, unless a person did.</summary>
    public void Prefill(string value)
    {
        if (!IsEdited)
        {
            _value = value;
        }
    }
}
