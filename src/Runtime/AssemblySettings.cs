using System.Runtime.Versioning;

// File modes, Unix sockets and peer credentials are used throughout.
[assembly: SupportedOSPlatform("linux")]
