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
    /// <exception cref="ArgumentException">The debtor or a value of the files does not fit its element.</exception>
    public static PaymentFileResult Write(
        SepaOriginator originator,
        SepaFileSettings settings,
        IEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink
    )
    {
        Require(originator, settings);
        var payments = new AcceptedPayments<SepaTransfer>(
            instructions,
            (instruction, checks) => SepaTransfer.From(instruction, checks, settings.ExecutionDate)
        );
        var plan = SepaFilePlan.Of(payments.Lines, settings.MaxPaymentsPerFile);
        var files = new List<PaymentFileSummary>();
        using var transfers = InOrder(payments, plan).GetEnumerator();
        foreach (var batches in plan)
        {
            files.Add(WriteFile(originator, settings, batches, files.Count, transfers, sink));
        }

        return new PaymentFileResult(files, payments.Refused);
    }

    private static IEnumerable<SepaTransfer> InOrder(
        AcceptedPayments<SepaTransfer> payments,
        IReadOnlyList<IReadOnlyList<SepaBatch>> plan
    ) =>
        plan.SelectMany(batches => batches)
            .Select(batch => batch.ExecutionDate)
            .Distinct()
            .SelectMany(date => payments.Lines().Where(transfer => transfer.ExecutionDate == date));

    private static PaymentFileSummary WriteFile(
        SepaOriginator originator,
        SepaFileSettings settings,
        IReadOnlyList<SepaBatch> batches,
        int filesBefore,
        IEnumerator<SepaTransfer> transfers,
        IPaymentFileSink sink
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
            WriteTransfers(document, batch, suffix, transfers, sink);
            document.EndBatch();
        }

        document.Complete();
        return summary;
    }

    private static void WriteTransfers(
        SepaDocument document,
        SepaBatch batch,
        string suffix,
        IEnumerator<SepaTransfer> transfers,
        IPaymentFileSink sink
    )
    {
        var total = 0L;
        for (var written = 0; written < batch.Count; written++)
        {
            var transfer = transfers.MoveNext() ? transfers.Current : throw Changed();
            document.Write(transfer);
            sink.OnWritten(new PaymentReference(transfer.PayoutId, suffix, transfer.EndToEndId));
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
