using System.Text;
using Domar.HostTools.Files;

namespace Domar.Runtime.Tasks;

/// <summary>
/// The log file of one task. Every line is handed to the system at once, so it outlives the daemon, but is not synced: that would cost a task milliseconds.
/// A log that cannot be written must not fail the work: lines are lost, counted, and the count is told when writing works again.
/// </summary>
/// <param name="file">The file; null when it could not be made.</param>
/// <param name="maxBytes">From here on lines are dropped.</param>
/// <param name="onFailure">Told of the first line that could not be written.</param>
internal sealed class TaskLog(IWritableFile? file, int maxBytes, Action<IOException> onFailure) : IDisposable
{
    private const int MaxLineLength = 16 * 1024;
    private const string FullNote = "(the log is full; what follows is left out)\n";

    private readonly Lock _lock = new();
    private IWritableFile? _file = file;
    private long _length;
    private int _lost;
    private bool _isFull;
    private bool _failureTold;

    /// <summary>Appends text; each of its lines becomes one of the log's.</summary>
    public void Append(string text)
    {
        lock (_lock)
        {
            if (_isFull || _file is null)
            {
                return;
            }

            var bytes = Encoding.UTF8.GetBytes(Clean(text));
            if (_length + bytes.Length > maxBytes)
            {
                _isFull = true;
                bytes = Encoding.UTF8.GetBytes(FullNote);
            }

            Write(bytes);
        }
    }

    /// <summary>Appends the last line and closes the file; the log's size does not matter any more. Later lines are dropped.</summary>
    public void End(string line)
    {
        lock (_lock)
        {
            if (_file is null)
            {
                return;
            }

            Write(Encoding.UTF8.GetBytes(Clean(line)));
            _file.Dispose();
            _file = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Write(byte[] bytes)
    {
        try
        {
            if (_lost > 0)
            {
                // The line break ends a line of which only a part was written.
                _file!.Write(Encoding.UTF8.GetBytes($"\n({_lost} lines could not be written)\n"));
                _lost = 0;
            }

            _file!.Write(bytes);
            _length += bytes.Length;
        }
        catch (IOException e)
        {
            _lost++;
            if (!_failureTold)
            {
                _failureTold = true;
                onFailure(e);
            }
        }
    }

    /// <summary>Output of tools may hold anything; a log goes to terminals, so control characters other than tabs stay out of it.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length + 1);
        foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            foreach (var c in line.Length <= MaxLineLength ? line : line[..MaxLineLength])
            {
                clean.Append(char.IsControl(c) && c != '\t' ? '\uFFFD' : c);
            }

            clean.Append('\n');
        }

        return clean.ToString();
    }
}
