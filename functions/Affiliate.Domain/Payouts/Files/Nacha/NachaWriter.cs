namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>
/// Writes ACH credits as Nacha files: 94 characters a record, 10 records a block, lines ended by CR LF. A file has one
/// batch for persons (PPD) and one for companies (CCD), of the service class 220 (credits only). A name is
/// transliterated and cut to the 22 characters of its field, as banks cut it; the account number identifies the
/// account. The same arguments give the same bytes. Sources: Nacha Operating Rules, Appendix Three; the layouts are
/// also printed in moov-io/ach, "File structure", and in the ACH guides of originating banks.
/// </summary>
public static class NachaWriter
{
    private const string Extension = ".ach";
    private const string Modifiers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int MaxTraceSequence = 9_999_999;

    /// <summary>Writes the files of the instructions.</summary>
    /// <param name="originator">The originator, without <see cref="NachaOriginator.Problems"/>.</param>
    /// <param name="settings">The values of the files.</param>
    /// <param name="instructions">The instructions. They are enumerated twice, and must keep their order.</param>
    /// <param name="sink">Receives the files and the trace numbers.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">The originator or a value of the files does not fit its field.</exception>
    public static Task<PaymentFileResult> WriteAsync(
        NachaOriginator originator,
        NachaFileSettings settings,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    ) => WriteAsync(originator, settings, instructions, sink, new NachaLimits(), cancellationToken);

    internal static async Task<PaymentFileResult> WriteAsync(
        NachaOriginator originator,
        NachaFileSettings settings,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        NachaLimits limits,
        CancellationToken cancellationToken
    )
    {
        Require(originator, settings);
        var payments = new AcceptedPayments<NachaEntry>(instructions, NachaEntry.From);
        var files = new List<PaymentFileSummary>();
        var trace = settings.FirstTraceSequence;
        NachaFile? file = null;
        try
        {
            await foreach (var entry in InBatches(payments, cancellationToken))
            {
                if (file is not null && !limits.HasRoom(file.Totals, entry))
                {
                    files.Add(await file.CompleteAsync(sink, cancellationToken));
                    file = null;
                }

                file ??= Open(originator, settings, files.Count, sink);
                var reference = file.Write(entry, Checked(trace++));
                await sink.OnWrittenAsync(
                    new PaymentReference(entry.PayoutId, file.Suffix, reference),
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

        return new PaymentFileResult(files, payments.Refused);
    }

    // One batch for each class needs one pass over the instructions for each class.
    private static IAsyncEnumerable<NachaEntry> InBatches(
        AcceptedPayments<NachaEntry> payments,
        CancellationToken cancellationToken
    )
    {
        return Of(NachaEntry.Ppd).Concat(Of(NachaEntry.Ccd));

        IAsyncEnumerable<NachaEntry> Of(string standardEntryClass) =>
            payments.LinesAsync(cancellationToken).Where(entry => entry.StandardEntryClass == standardEntryClass);
    }

    private static NachaFile Open(
        NachaOriginator originator,
        NachaFileSettings settings,
        int filesBefore,
        IPaymentFileSink sink
    )
    {
        var modifier = Modifiers.IndexOf(settings.FileIdModifier, StringComparison.Ordinal) + filesBefore;
        if (modifier >= Modifiers.Length)
        {
            throw new InvalidOperationException("The file id modifiers of the day are used up.");
        }

        var suffix = FileSuffix.Of(filesBefore, Extension);
        return new NachaFile(originator, settings, suffix, Modifiers[modifier], sink.Open(suffix));
    }

    private static int Checked(int traceSequence) =>
        traceSequence <= MaxTraceSequence
            ? traceSequence
            : throw new InvalidOperationException("The trace numbers of the originator are used up.");

    private static void Require(NachaOriginator originator, NachaFileSettings settings)
    {
        if (originator.Problems() is [var problem, ..])
        {
            throw new ArgumentException($"{problem.Field}: {problem.Reason}", nameof(originator));
        }

        var descriptiveDate = settings.DescriptiveDate ?? string.Empty;
        if (
            !Modifiers.Contains(settings.FileIdModifier, StringComparison.Ordinal)
            || settings.FirstTraceSequence is < 1 or > MaxTraceSequence
            || descriptiveDate.Length > 6
            || CharacterSet.Ach.Convert(descriptiveDate) != descriptiveDate
        )
        {
            throw new ArgumentException(
                "The file id modifier is a capital letter or a digit, the trace sequence has 1 to 7 digits, and the "
                    + "descriptive date up to 6 ASCII characters.",
                nameof(settings)
            );
        }
    }
}
