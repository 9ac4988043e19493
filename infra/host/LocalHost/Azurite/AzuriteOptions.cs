using System.Globalization;

namespace LocalHost.Azurite;

/// <summary>The options for starting Azurite.</summary>
internal sealed record AzuriteOptions
{
    /// <summary>The well-known key of the development account, which is no secret.</summary>
    public const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>
    /// The key of the other accounts. The key is short, because all accounts share one environment variable, and Linux
    /// limits a variable to 128 KB.
    /// </summary>
    public const string ShortKey = "a2V5";

    /// <summary>The queue port of the development account.</summary>
    public const int DefaultQueuePort = 10001;

    /// <summary>The table port of the development account.</summary>
    public const int DefaultTablePort = 10002;

    /// <summary>The port of the queue service; 0 for any free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>The port of the table service; 0 for any free one.</summary>
    public int TablePort { get; init; }

    /// <summary>The folder of the data; null for data in memory.</summary>
    public string? Location { get; init; }

    /// <summary>The accounts; empty for the development account only.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The command line.</summary>
    /// <remarks>
    /// The version of the storage API is not checked: clients are newer than Azurite, and the tests cover what they
    /// use. Loose mode stays off, so that Azurite refuses a header or parameter that it does not know instead of
    /// ignoring it. Nothing uses blobs, but Azurite always serves them, on any free port. Connections stay open for as
    /// long as clients keep them: a client that writes to a connection just as it is closed has to send its request
    /// again.
    /// </remarks>
    public IReadOnlyList<string> Arguments =>
        [
            "--silent",
            "--disableTelemetry",
            "--disableProductStyleUrl",
            "--skipApiVersionCheck",
            "--blobPort",
            "0",
            "--queuePort",
            QueuePort.ToString(CultureInfo.InvariantCulture),
            "--queueKeepAliveTimeout",
            "180",
            "--tablePort",
            TablePort.ToString(CultureInfo.InvariantCulture),
            "--tableKeepAliveTimeout",
            "180",
            .. Location is null ? (string[])["--inMemoryPersistence"] : ["--location", Location],
        ];
}
