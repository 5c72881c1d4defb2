using System.Threading.Channels;

namespace Domar.Installer.Terminal;

/// <summary>A terminal that a person sits at.</summary>
internal interface ITerminal
{
    /// <summary>Columns and rows now.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Starts to tell keys and changes of size.</summary>
    /// <param name="events">Where they go.</param>
    void Start(ChannelWriter<TerminalEvent> events);

    /// <summary>Sends text as it is; returns when all of it is taken.</summary>
    /// <param name="text">Text with control sequences.</param>
    void Write(string text);
}
