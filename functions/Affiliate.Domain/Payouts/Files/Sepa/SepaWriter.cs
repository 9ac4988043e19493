namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>
/// Writes SEPA credit transfers as messages <c>pain.001.001.09</c> of ISO 20022, in UTF-8 without byte order mark. Each
/// execution date has a batch (<c>PmtInf</c>). Names are transliterated to the characters of SEPA and cut to 70
/// characters, remittance information to 140. The same arguments give the same bytes. Sources: EPC132-08, "SEPA Credit
/// Transfer Scheme Customer-to-PSP Implementation Guidelines" (2023 version 1.0) with its schema, and EPC217-08.
/// </summary>
public static class SepaWriter
{
    private const string Extension = ".xml";
    private const int MaxMessageIdLength = 24;

    /// <summary>Writes the files of the instructions.</summary>
    /// <param name="originator">The debtor, without <see cref="SepaOriginator.Problems"/>.</param>
    /// <param name="settings">The values of the files.</param>
    /// <param name="instructions">
    /// The instructions. They are enumerated once, and twice more for each execution date, and must keep their order.
    /// </param>
    /// <param name="sink">Receives the files and the end-to-end identifications.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">The debtor or a value of the files does not fit its element.</exception>
    public static async Task<PaymentFileResult> WriteAsync(
        SepaOriginator originator,
        SepaFileSettings settings,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        Require(originator, settings);
        var payments = new AcceptedPayments<SepaTransfer>(
            instructions,
            (instruction, checks) => SepaTransfer.From(instruction, checks, settings.ExecutionDate)
        );
        var plan = await SepaFilePlan.OfAsync(
            () => payments.LinesAsync(cancellationToken),
            settings.MaxPaymentsPerFile,
            cancellationToken
        );
        var files = new List<PaymentFileSummary>();
        await using var transfers = InOrder(payments, plan, cancellationToken).GetAsyncEnumerator(cancellationToken);
        foreach (var batches in plan)
        {
            var summary = await WriteFileAsync(
                originator,
                settings,
                batches,
                files.Count,
                transfers,
                sink,
                cancellationToken
            );
            await sink.OnCompletedAsync(summary, cancellationToken);
            files.Add(summary);
        }

        return new PaymentFileResult(files, payments.Refused);
    }

    private static IAsyncEnumerable<SepaTransfer> InOrder(
        AcceptedPayments<SepaTransfer> payments,
        IReadOnlyList<IReadOnlyList<SepaBatch>> plan,
        CancellationToken cancellationToken
    ) =>
        plan.SelectMany(batches => batches)
            .Select(batch => batch.ExecutionDate)
            .Distinct()
            .ToAsyncEnumerable()
            .SelectMany(date =>
                payments.LinesAsync(cancellationToken).Where(transfer => transfer.ExecutionDate == date)
            );

    private static async Task<PaymentFileSummary> WriteFileAsync(
        SepaOriginator originator,
        SepaFileSettings settings,
        IReadOnlyList<SepaBatch> batches,
        int filesBefore,
        IAsyncEnumerator<SepaTransfer> transfers,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var suffix = FileSuffix.Of(filesBefore, Extension);
        var messageId = SepaFileSettings.MessageIdOf(settings.MessageId, filesBefore);
        var summary = new PaymentFileSummary(
            suffix,
            batches.Sum(batch => batch.Count),
            batches.Sum(batch => batch.Total),
            "EUR"
        );
        using var document = new SepaDocument(originator, sink.Open(suffix));
        document.WriteGroupHeader(messageId, settings.CreatedAt, summary.Count, summary.Total);
        for (var number = 1; number <= batches.Count; number++)
        {
            var batch = batches[number - 1];
            document.StartBatch(SepaFileSettings.BatchIdOf(messageId, number), batch);
            await WriteTransfersAsync(document, batch, suffix, transfers, sink, cancellationToken);
            document.EndBatch();
        }

        document.Complete();
        return summary;
    }

    private static async Task WriteTransfersAsync(
        SepaDocument document,
        SepaBatch batch,
        string suffix,
        IAsyncEnumerator<SepaTransfer> transfers,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var total = 0L;
        for (var written = 0; written < batch.Count; written++)
        {
            var transfer = await transfers.MoveNextAsync() ? transfers.Current : throw Changed();
            document.Write(transfer);
            await sink.OnWrittenAsync(
                new PaymentReference(transfer.PayoutId, suffix, transfer.EndToEndId),
                cancellationToken
            );
            total += transfer.Amount;
        }

        if (total != batch.Total)
        {
            throw Changed();
        }
    }

    private static InvalidOperationException Changed() =>
        new("The instructions changed while they were written. The file is incomplete and must not be sent.");

    private static void Require(SepaOriginator originator, SepaFileSettings settings)
    {
        if (originator.Problems() is [var problem, ..])
        {
            throw new ArgumentException($"{problem.Field}: {problem.Reason}", nameof(originator));
        }

        // Letters, digits and hyphens also comply with EPC's rule on slashes in identifications.
        if (
            settings.MessageId.Length is 0 or > MaxMessageIdLength
            || !settings.MessageId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            || settings.MaxPaymentsPerFile < 1
        )
        {
            throw new ArgumentException(
                $"A message identification has 1 to {MaxMessageIdLength} letters, digits and hyphens, and a file one "
                    + "payment or more.",
                nameof(settings)
            );
        }
    }
}
