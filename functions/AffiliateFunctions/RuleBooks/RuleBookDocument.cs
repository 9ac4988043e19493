using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.RuleBooks;

/// <summary>
/// The document of a rule book: read from requests, stored in its canonical form, and shown to the owner.
/// </summary>
/// <param name="Hash">The SHA-256 of the canonical form.</param>
/// <param name="Canonical">The canonical form.</param>
internal sealed record RuleBookDocument(string Hash, string Canonical)
{
    /// <summary>
    /// The maximum number of characters of a stored document. A row of storage holds 1 MiB, and a character takes two
    /// bytes.
    /// </summary>
    public const int Longest = 480 * 1024;

    private const int LongestName = 200;

    /// <summary>Reads a document from a request and reports every mistake in it.</summary>
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
                $"A rule book may have at most {Longest} characters, with its numbers written out."
            )
            : read;
    }

    /// <summary>Checks a document. The places of its mistakes start with <paramref name="pointer"/>.</summary>
    /// <param name="document">The document.</param>
    /// <param name="currency">The required currency, or null for any currency.</param>
    /// <param name="pointer">The JSON Pointer of the document in the request.</param>
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

    /// <summary>Returns a stored document with a purpose in its name.</summary>
    public static RuleBookDocument Renamed(string canonical, string purpose)
    {
        var document = JsonNode.Parse(canonical)!.AsObject();
        var name = $"{document["name"]!.GetValue<string>()}, {purpose}".ReplaceLineEndings(" ");
        document["name"] = name.Length > LongestName ? name[..LongestName] : name;
        var renamed = JsonSerializer.SerializeToElement(document);
        return new RuleBookDocument(CanonicalJson.HashOf(renamed), Encoding.UTF8.GetString(CanonicalJson.Of(renamed)));
    }

    // Also reads the currency of a document with other mistakes. The parser reports an invalid currency.
    private static string? CurrencyOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("currency", out var currency)
        && currency.ValueKind == JsonValueKind.String
        && Currency.TryParse(currency.GetString(), out var known)
            ? known.Value
            : null;

    /// <summary>Compiles a stored document. Documents are checked before they are stored.</summary>
    public static CompiledRuleBook Compile(string canonical)
    {
        var document = JsonElement.Parse(canonical);
        var (book, errors) = RuleBookParser.Parse(document, isStored: true);
        return new CompiledRuleBook(
            book ?? throw new InvalidDataException($"A stored rule book cannot be read: {string.Join(' ', errors)}"),
            CanonicalJson.HashOf(document)
        );
    }

    /// <summary>The name of the rule book.</summary>
    public static string NameOf(string canonical) => JsonElement.Parse(canonical).GetProperty("name").GetString()!;
}
