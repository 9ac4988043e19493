using System.Text;
using CsvHelper;

namespace Affiliate.Domain.Payouts.Files.Csv;

/// <summary>Writes one CSV file (RFC 4180): UTF-8 without byte order mark, lines ended by CR LF.</summary>
internal sealed class CsvFile : IOpenPaymentFile
{
    private readonly StreamWriter text;
    private readonly CsvWriter csv;
    private readonly string? currency;
    private long total;

    public CsvFile(string suffix, string? currency, CsvInjection injection, Stream stream)
    {
        (Suffix, this.currency) = (suffix, currency);
        text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        csv = CsvWriter.Create(
            text,
            // The optional columns at the end of a PayPal line are left out where they are empty.
            new CsvWriterOptions
            {
                NewLine = "\r\n",
                Injection = injection,
                ValidateFieldCount = false,
            },
            leaveOpen: true
        );
    }

    /// <summary>The suffix of the file's name.</summary>
    public string Suffix { get; }

    /// <summary>The number of payments.</summary>
    public int Count { get; private set; }

    /// <summary>Writes the line of a payment.</summary>
    public void Write(CsvLine line)
    {
        csv.WriteRecord(line.Fields);
        Count++;
        total += line.Amount;
    }

    /// <summary>Writes the line of column names.</summary>
    public void WriteHeader(params string[] names) => csv.WriteRecord(names);

    /// <inheritdoc/>
    public PaymentFileSummary Complete()
    {
        csv.Flush();
        text.Flush();
        return new PaymentFileSummary(Suffix, Count, total, currency);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        csv.Dispose();
        text.Dispose();
    }
}

/// <summary>The line of a payment in a CSV file.</summary>
internal sealed record CsvLine(string PayoutId, string Reference, long Amount, string Currency, string[] Fields);

/// <summary>The form of the CSV files of a recipient.</summary>
/// <param name="NamePart">The part of the names of the files before their number, such as <c>-usd</c>.</param>
/// <param name="MaxLines">The greatest number of payments of a file.</param>
/// <param name="Header">The names of the columns, or empty for files without them.</param>
/// <param name="Injection">What happens to texts that a spreadsheet would interpret as formulas.</param>
internal sealed record CsvForm(
    string NamePart,
    int MaxLines,
    string[] Header,
    CsvInjection Injection = CsvInjection.None
)
{
    /// <summary>Writes lines to one or more files.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="currency">The currency of all lines, or null.</param>
    /// <param name="sink">Receives the files.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<PaymentFileSummary>> WriteAsync(
        IAsyncEnumerable<CsvLine> lines,
        string? currency,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var files = new List<PaymentFileSummary>();
        CsvFile? file = null;
        try
        {
            await foreach (var line in lines.WithCancellation(cancellationToken))
            {
                if (file?.Count == MaxLines)
                {
                    files.Add(await file.CompleteAsync(sink, cancellationToken));
                    file = null;
                }

                file ??= Open(files.Count, currency, sink);
                file.Write(line);
                await sink.OnWrittenAsync(
                    new PaymentReference(line.PayoutId, file.Suffix, line.Reference),
                    cancellationToken
                );
            }

            if (file is not null)
            {
                files.Add(await file.CompleteAsync(sink, cancellationToken));
            }
        }
        finally
        {
            file?.Dispose();
        }

        return files;
    }

    private CsvFile Open(int filesBefore, string? currency, IPaymentFileSink sink)
    {
        var suffix = NamePart + FileSuffix.Of(filesBefore, ".csv");
        var file = new CsvFile(suffix, currency, Injection, sink.Open(suffix));
        if (Header.Length > 0)
        {
            file.WriteHeader(Header);
        }

        return file;
    }
}
