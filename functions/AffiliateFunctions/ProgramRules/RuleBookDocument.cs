using System.Text;
using System.Text.Json;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
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
}
