using System.Globalization;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Governance.Approvals;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ProgramRules;

/// <summary>The documents of rule books: read from requests, kept in their canonical form, shown to the owner.</summary>
/// <param name="Hash">The SHA-256 of the canonical form.</param>
/// <param name="Canonical">The canonical form.</param>
internal sealed record RuleBookDocument(string Hash, string Canonical)
{
    /// <summary>Reads a document from a request, and finds everything that is wrong with it.</summary>
    public static async Task<Result<RuleBookDocument>> ReadAsync(HttpRequest request, string currency, int limit, CancellationToken cancellationToken)
    {
        var document = await request.ReadJsonAsync<JsonElement>(cancellationToken, limit);
        return document.Succeeded ? Check(document.Value, currency, pointer: string.Empty) : document.Problem;
    }

    /// <summary>Checks a document; its places are told below <paramref name="pointer"/>.</summary>
    public static Result<RuleBookDocument> Check(JsonElement document, string currency, string pointer)
    {
        var (book, errors) = RuleBookParser.Parse(document);
        if (book is null)
        {
            return Problem.Invalid(errors.Select(error => (pointer + error.Pointer, error.Message)));
        }

        return book.Currency.Value != currency
            ? Problem.Invalid(pointer + "/currency", $"Give {currency}, the program's currency.")
            : new RuleBookDocument(CanonicalJson.HashOf(document), Encoding.UTF8.GetString(CanonicalJson.Of(document)));
    }

    /// <summary>Compiles a stored document, which was checked before it was stored.</summary>
    public static CompiledRuleBook Compile(string canonical)
    {
        var document = JsonElement.Parse(canonical);
        var (book, errors) = RuleBookParser.Parse(document);
        return new CompiledRuleBook(
            book ?? throw new InvalidDataException($"A stored rule book cannot be read: {string.Join(' ', errors)}"), CanonicalJson.HashOf(document));
    }

    /// <summary>The rule book's name.</summary>
    public static string NameOf(string canonical) => JsonElement.Parse(canonical).GetProperty("name").GetString()!;

    /// <summary>What the rule book says, in words.</summary>
    public static IReadOnlyList<ApprovalSection> Describe(string canonical)
    {
        var book = Compile(canonical).Book;
        List<ApprovalSection> sections =
        [
            new("What pays", [.. book.Commissions.Select(Words)]),
            new("Who gets credit", [$"{Spaced(book.Attribution.Model)}, touches of the last {book.Attribution.WindowDays} days; {string.Join(", then ", book.Attribution.Precedence.Select(kind => Spaced(kind)))}."]),
            new("Payout", Payout(book)),
        ];
        if (book.Caps.Count > 0)
        {
            sections.Add(new("Caps", [.. book.Caps.Select(cap => $"{cap.Id}: at most {Amount(cap.Max, book)} per {Spaced(cap.Scope)}{(cap.Window is { } window ? " and " + Spaced(window) : "")}.")]));
        }

        if (book.Bonuses.Count > 0)
        {
            sections.Add(new("Bonuses", [.. book.Bonuses.Select(bonus => $"{bonus.Id}: {Amount(bonus.Amount, book)} when {bonus.Metric} reaches {bonus.AtLeast} in a {Spaced(bonus.Window)}.")]));
        }

        return sections;

        string Words(CommissionRule rule)
            => $"{rule.Id}: on each {Spaced(rule.On)} {Pays(rule.Pay, book)}{(rule.Groups is { } groups ? $", for {string.Join(", ", groups.Order())}" : "")}{(rule.When is null ? "" : ", under its conditions")}{Lasts(rule.Duration)}.";
    }

    private static string Pays(Pay pay, RuleBook book) => pay switch
    {
        Pay.Percent percent => $"{percent.Rate} %",
        Pay.Flat flat => Amount(flat.Amount, book),
        Pay.Tiers tiers => $"{string.Join(", ", tiers.Steps.Select(step => $"from {step.From}: {Pays(step.Pays, book)}"))} by {tiers.Metric} of the {Spaced(tiers.Window)}, {(tiers.IsMarginal ? "each part at its step" : "the whole at the step reached")}",
        _ => throw new ArgumentException($"Nothing is paid by {pay}.", nameof(pay)),
    };

    private static string Lasts(Duration duration) => duration switch
    {
        Duration.First => ", for the first sale",
        Duration.Months months => $", for {months.Count} months",
        Duration.Payments payments => $", for {payments.Count} payments",
        _ => string.Empty,
    };

    private static List<string> Payout(RuleBook book)
    {
        List<string> lines = [$"Payable {book.HoldDays} days after the conversion, from {Amount(book.Payout.Minimum, book)} upwards."];
        if (book.Payout.SecondApprovalAbove is { } second)
        {
            lines.Add($"A second approval above {Amount(second, book)}.");
        }

        if (book.Payout.MaxMonthlyTotal is { } most)
        {
            lines.Add($"At most {Amount(most, book)} a month.");
        }

        return lines;
    }

    private static string Amount(long amount, RuleBook book) => Affiliate.Pages.Shown.Amount(amount, book.Currency.Value, book.Currency.Digits);

    private static string Spaced<T>(T value)
        where T : struct, Enum
        => string.Concat(value.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? " " + char.ToLower(letter, CultureInfo.InvariantCulture) : char.ToLower(letter, CultureInfo.InvariantCulture).ToString()));
}
