namespace Domar.Installer.Screens.Models;

/// <summary>What has happened, a line each; F10 shows it.</summary>
/// <param name="clock">Gives the time of each line.</param>
/// <param name="file">Gets each line too, flushed, so that another console can read it; null for none.</param>
internal sealed class LogModel(TimeProvider clock, TextWriter? file = null)
{
    // Tools that print without end must not fill the memory; what is last is what matters.
    private const int MostLines = 5000;

    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    /// <summary>All of it.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count == 0 ? "Nothing has happened yet." : string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Adds a line; from any thread.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            var timed = $"{clock.GetUtcNow():HH:mm:ss} {line}";
            _lines.Enqueue(timed);
            file?.WriteLine(timed);
            file?.Flush();
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
