namespace Affiliate.Domain.Payouts.Files;

/// <summary>Checks the fields of one instruction and keeps the first reason to refuse it.</summary>
internal sealed class FieldChecks(PaymentInstruction instruction)
{
    /// <summary>The refusal, or null.</summary>
    public RefusedPayment? Refusal { get; private set; }

    /// <summary>Refuses the instruction, unless it is refused already.</summary>
    public void Refuse(string field, string reason) =>
        Refusal ??= new RefusedPayment(instruction.PayoutId, field, reason);

    /// <summary>Refuses the instruction if the condition is false.</summary>
    public void Require(bool condition, string field, string reason)
    {
        if (!condition)
        {
            Refuse(field, reason);
        }
    }

    /// <summary>
    /// Converts a text to the characters of a format and cuts it to the length of its field. A text that begins like a
    /// formula is refused, since no prefix may stand before the name of an account holder. A text without a letter or
    /// digit in the characters of the format is refused too.
    /// </summary>
    public string Text(string field, string text, CharacterSet characters, int maxLength)
    {
        var converted = characters.Convert(text);
        Require(
            !CharacterSet.LooksLikeFormula(text.Trim()) && !CharacterSet.LooksLikeFormula(converted),
            field,
            "The text begins with =, +, - or @, which a spreadsheet would interpret as a formula."
        );
        var cut = converted.Length > maxLength ? Cut(converted, maxLength) : converted;
        Require(
            cut.Any(char.IsLetterOrDigit),
            field,
            $"The text has no letter or digit that can be written in {characters.Words}."
        );
        return cut;
    }

    /// <summary>Converts a text that may be absent; see <see cref="Text"/>.</summary>
    public string? OptionalText(string field, string? text, CharacterSet characters, int maxLength) =>
        string.IsNullOrWhiteSpace(text) ? null : Text(field, text, characters, maxLength);

    /// <summary>Requires the only currency that a format carries.</summary>
    public void RequireCurrency(string code) =>
        Require(
            instruction.Currency.Value == code,
            "currency",
            $"The format carries {code} only, not {instruction.Currency}."
        );

    /// <summary>Requires an amount between one minor unit and the maximum of a field.</summary>
    public void RequireAmount(long max)
    {
        Require(instruction.Amount > 0, "amount", "The amount must be above zero.");
        Require(
            instruction.Amount <= max,
            "amount",
            $"The amount {DecimalAmount.Of(instruction.Amount, instruction.Currency.Digits)} is above "
                + $"{DecimalAmount.Of(max, instruction.Currency.Digits)}, the maximum of the field."
        );
    }

    // A pair of surrogates is one character and is not cut in half.
    private static string Cut(string text, int maxLength) =>
        text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)].TrimEnd();
}
