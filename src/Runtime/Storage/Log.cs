namespace Domar.Runtime.Storage;

/// <summary>What the storage service logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "storage.cfg cannot be used; the last good one stays in force. {Problem}")]
    public static partial void BadStorageConfig(this ILogger logger, string problem);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "Storages: {Storages}")]
    public static partial void StoragesLoaded(this ILogger logger, string storages);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Warning, Message = "Storage {StorageId} does not answer; its last known state is shown")]
    public static partial void StorageHangs(this ILogger logger, string storageId);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Information, Message = "Storage {StorageId} answers again")]
    public static partial void StorageAnswers(this ILogger logger, string storageId);
}
