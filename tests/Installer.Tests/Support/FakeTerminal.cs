using System.Text;
using System.Threading.Channels;
using Domar.Installer.Terminal;

namespace Domar.Installer.Tests.Support;

/// <summary>A terminal in memory: keys go in as the bytes of a real one, and a screen shows what comes out.</summary>
internal sealed class FakeTerminal : ITerminal
{
    private readonly KeyDecoder _decoder = new();
    private readonly TaskCompletionSource<ChannelWriter<TerminalEvent>> _started = new();
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public VtScreen Screen { get; } = new();

    public (int Width, int Height) Size { get; set; } = (80, 24);

    public void Start(ChannelWriter<TerminalEvent> events) => _started.SetResult(events);

    /// <summary>Ends when writing has failed.</summary>
    public TaskCompletionSource Broke { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether writing to it fails.</summary>
    public bool IsBroken { get; set; }

    public void Write(string text)
    {
        if (IsBroken)
        {
            Broke.TrySetResult();
            throw new InvalidOperationException("The terminal is broken.");
        }

        Screen.Write(text);
        Interlocked.Exchange(ref _written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Presses keys.</summary>
    public async Task PressAsync(string keys)
    {
        var events = await _started.Task;
        foreach (var key in _decoder.Feed(Encoding.UTF8.GetBytes(keys)).Concat(_decoder.Flush()))
        {
            Assert.IsTrue(events.TryWrite(new KeyPressed(key)));
        }
    }

    /// <summary>Something else happens.</summary>
    public async Task TellAsync(TerminalEvent next) => (await _started.Task).TryWrite(next);

    /// <summary>Waits until the screen is so.</summary>
    public async Task WaitAsync(Func<string, bool> isSo, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var written = _written.Task;
            if (isSo(Screen.Text))
            {
                return;
            }

            try
            {
                await written.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Waited for {what}, but the screen shows:\n{Screen.Text}");
            }
        }
    }

    /// <summary>Waits until the screen has a text.</summary>
    public Task SeeAsync(string text, CancellationToken cancellationToken) => WaitAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}'", cancellationToken);
}
