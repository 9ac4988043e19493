using System.Text;
using System.Text.Json;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.RuleBooks;

/// <summary>
/// The documents of rule books: read from requests, kept in their canonical form, shown to the owner.
/// </summary>
/// <param name="Hash">The SHA-256 of the canonical form.</param>
/// <param name="Canonical">The canonical form.</param>
internal sealed record RuleBookDocument(string Hash, string Canonical)
{
    /// <summary>The most characters of a stored document: a row of storage holds 1 MiB, two bytes for each.</summary>
    public const int Longest = 480 * 1024;

    /// <summary>Reads a document from a request, and finds everything that is wrong with it.</summary>
    public static async Task<Result<RuleBookDocument>> ReadAsync(
        HttpRequest request,
        string currency,
        CancellationToken cancellationToken
    )
    {
        var document = await request.ReadDocumentAsync(Longest, cancellationToken);
        var read = document.Succeeded ? Check(document.Value, currency, pointer: string.Empty) : document.Problem;
        return read.Succeeded && read.Value.Canonical.Length > Longest
            ? new Problem(
                ProblemKind.TooLarge,
                $"A rule book may have {Longest} characters at most, its numbers written out."
            )
            : read;
    }

    /// <summary>Checks a document; its places are told below <paramref name="pointer"/>.</summary>
    /// <param name="document">The document.</param>
    /// <param name="currency">The currency that it must have, or null for any.</param>
    /// <param name="pointer">The place of the document.</param>
    public static Result<RuleBookDocument> Check(JsonElement document, string? currency, string pointer)
    {
        var (book, errors) = RuleBookParser.Parse(document);
        List<(string, string)> mistakes = [.. errors.Select(error => (pointer + error.Pointer, error.Message))];
        if (currency is not null && CurrencyOf(document) is { } own && own != currency)
        {
            mistakes.Add((pointer + "/currency", $"Give {currency}, the program's currency."));
        }

        return book is null || mistakes.Count > 0
            ? Problem.Invalid(mistakes)
            : new RuleBookDocument(CanonicalJson.HashOf(document), Encoding.UTF8.GetString(CanonicalJson.Of(document)));
    }

    // Also of a document that is wrong otherwise; what is no currency is told by the parser.
    private static string? CurrencyOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("currency", out var currency)
        && currency.ValueKind == JsonValueKind.String
        && Currency.TryParse(currency.GetString(), out var known)
            ? known.Value
            : null;

    /// <summary>Compiles a stored document, which was checked before it was stored.</summary>
    public static CompiledRuleBook Compile(string canonical)
    {
        var document = JsonElement.Parse(canonical);
        var (book, errors) = RuleBookParser.Parse(document);
        return new CompiledRuleBook(
            book ?? throw new InvalidDataException($"A stored rule book cannot be read: {string.Join(' ', errors)}"),
            CanonicalJson.HashOf(document)
        );
    }

    /// <summary>The rule book's name.</summary>
    public static string NameOf(string canonical) => JsonElement.Parse(canonical).GetProperty("name").GetString()!;
}
