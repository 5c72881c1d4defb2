namespace Domar.Core.Install;

/// <summary>Whether a device may be installed on.</summary>
public abstract record InstallTargetVerdict
{
    private protected InstallTargetVerdict()
    {
    }
}
