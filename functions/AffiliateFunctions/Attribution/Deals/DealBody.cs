using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using FluentValidation;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// The registration of a deal. Every member is optional when the request is parsed, so that all missing members are
/// reported together.
/// </summary>
internal sealed record DealBody
{
    /// <summary>The number of days that a deal is in force by default.</summary>
    public const int UsualDays = 90;

    public string? EventId { get; init; }

    public string? Partner { get; init; }

    public string? Company { get; init; }

    public string? Domain { get; init; }

    /// <summary>A text, or an object with <c>name</c> and <c>email</c>.</summary>
    [SchemaOf(typeof(string), typeof(DealContact))]
    public JsonElement? Contact { get; init; }

    public long? ExpectedAmount { get; init; }

    public int? ExpiresDays { get; init; }

    /// <summary>Returns the contact as text; null if the value is not a contact.</summary>
    public static string? TextOf(JsonElement contact) =>
        contact.ValueKind switch
        {
            JsonValueKind.String => contact.GetString(),
            JsonValueKind.Object
                when contact
                    .EnumerateObject()
                    .All(member =>
                        member.Name is "name" or "email" && member.Value.ValueKind == JsonValueKind.String
                    ) => string.Join(
                ", ",
                contact
                    .EnumerateObject()
                    .OrderByDescending(member => member.Name, StringComparer.Ordinal)
                    .Select(member => member.Value.GetString())
            ),
            _ => null,
        };
}

/// <summary>The contact of a deal as an object.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
internal sealed record DealContact(string? Name = null, string? Email = null);

/// <summary>Validates a registration.</summary>
internal sealed class DealValidator : AbstractValidator<DealBody>
{
    private const int MaxText = 200;

    // The deals of leads that are handed to partners have ids with this beginning. A deal of the same id would take a
    // lead's place.
    private const string OfLeads = "lead:";

    // The customer of a deal without a buyer is named after the deal's id, which has to fit into a customer id.
    private const int MaxId = 190;

    public DealValidator()
    {
        RuleFor(d => d.EventId)
            .Must(id => id?.Length <= MaxId && EventId.TryParse(id, out _))
            .WithMessage($"Give an id of at most {MaxId} printable characters without white space, /, \\, # and ?.");
        RuleFor(d => d.EventId)
            .Must(id => id?.StartsWith(OfLeads, StringComparison.Ordinal) != true)
            .WithMessage("Ids that begin with 'lead:' belong to leads that are handed to partners; give another id.");
        RuleFor(d => d.Partner).Must(id => PartnerId.TryParse(id, out _)).WithMessage($"Give {PartnerId.Form}.");
        RuleFor(d => d.Company)
            .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxText)
            .WithMessage($"Give the company's name, of at most {MaxText} characters.");
        RuleFor(d => d.Domain)
            .Must(domain => DealDomain.Registered(domain) is not null)
            .WithMessage("Give the company's domain, such as example.com.");
        RuleFor(d => d.Domain)
            .Must(domain => DealDomain.Registered(domain) is not { } read || CompanyDomain.Of(read) is not null)
            .WithMessage("Anyone can have an address at this domain; give the company's own domain.");
        RuleFor(d => d.Contact)
            .Must(contact =>
                contact is not { } given
                || (DealBody.TextOf(given) is { Length: > 0 and <= MaxText * 2 } text && LineText.Fits(text))
            )
            .WithMessage("Give the contact as a string, or as an object with 'name' and 'email'.");
        RuleFor(d => d.ExpectedAmount)
            .Must(amount => amount is null or (>= 0 and <= EventValidator.MaxAmount))
            .WithMessage("Give an integer in minor units, from 0 to 9007199254740991.");
        RuleFor(d => d.ExpiresDays)
            .Must(days => days is null or (>= 1 and <= 730))
            .WithMessage($"Give 1 to 730 days, or leave it out for {DealBody.UsualDays}.");
    }
}

/// <summary>Reads the domain of a deal's company.</summary>
internal static class DealDomain
{
    /// <summary>
    /// Returns the registered domain of a host in lower case and ASCII; null for a text that is not a host, or a public
    /// suffix such as <c>co.uk</c>.
    /// </summary>
    public static string? Registered(string? text) =>
        text is not null
        && WebAddress.IsHost(text.Trim())
        && Uri.TryCreate($"https://{text.Trim()}/", UriKind.Absolute, out var address)
        && address.HostNameType == UriHostNameType.Dns
        && address.IsDefaultPort
            ? RegistrableDomain.Of(address.IdnHost.TrimEnd('.').ToLowerInvariant())
            : null;
}
