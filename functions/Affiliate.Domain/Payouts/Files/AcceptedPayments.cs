using System.Runtime.CompilerServices;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// The instructions that a format carries, each converted to a line of the format. The instructions can be enumerated
/// several times: a file whose header contains a total needs one pass for the total and one for the lines.
/// </summary>
/// <typeparam name="TLine">The line of the format.</typeparam>
/// <param name="instructions">The instructions, in the same order at each enumeration.</param>
/// <param name="toLine">Converts an instruction to a line, and reports what the format cannot carry.</param>
internal sealed class AcceptedPayments<TLine>(
    IAsyncEnumerable<PaymentInstruction> instructions,
    Func<PaymentInstruction, FieldChecks, TLine?> toLine
)
    where TLine : class
{
    private List<RefusedPayment>? refused;

    /// <summary>The refused instructions. Available after one complete enumeration of the lines.</summary>
    public IReadOnlyList<RefusedPayment> Refused =>
        refused ?? throw new InvalidOperationException("The instructions have not been checked yet.");

    /// <summary>Returns the lines of the accepted instructions, in the order of the instructions.</summary>
    public async IAsyncEnumerable<TLine> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var refusedNow = new List<RefusedPayment>();
        var references = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var instruction in instructions.WithCancellation(cancellationToken))
        {
            var checks = new FieldChecks(instruction);
            checks.Require(
                references.Add(BankReference.Of(instruction.PayoutId)),
                "payout_id",
                "The payout, or one with the same reference, is in the list already."
            );
            var line = toLine(instruction, checks);
            if (checks.Refusal is { } refusal)
            {
                refusedNow.Add(refusal);
            }
            else if (line is not null)
            {
                yield return line;
            }
        }

        refused ??= refusedNow;
    }
}
