namespace Domar.HostTools.Qmp;

/// <summary>A QMP call failed. See the derived types for how.</summary>
public abstract class QmpException : Exception
{
    private protected QmpException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
