namespace Domar.Runtime.Firmware;

/// <summary>Who is told how work on the firmware goes on.</summary>
internal interface IFirmwareReport
{
    /// <summary>A line for the log.</summary>
    void Log(string line);

    /// <summary>Something to know although the work goes on.</summary>
    void Warn(string line);

    /// <summary>How far the work is, from 0 to 1.</summary>
    void Progress(double fraction);
}
