using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using FluentValidation;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// What a caller sends to register a deal. Everything may be missing, so that all that is missing is told at once.
/// </summary>
internal sealed record DealBody
{
    /// <summary>How long a deal is in force that does not say so.</summary>
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

    /// <summary>The contact as text, or null for what is none.</summary>
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

/// <summary>What a registration must have.</summary>
internal sealed class DealValidator : AbstractValidator<DealBody>
{
    private const int MaxText = 200;

    // The customers of a deal that has none yet are named after it, within what a customer's id may have.
    private const int MaxId = 190;

    public DealValidator()
    {
        RuleFor(d => d.EventId)
            .Must(id => id?.Length <= MaxId && EventId.TryParse(id, out _))
            .WithMessage($"Give an id of at most {MaxId} printable characters without white space, /, \\, # and ?.");
        RuleFor(d => d.Partner).Must(id => PartnerId.TryParse(id, out _)).WithMessage($"Give {PartnerId.Form}.");
        RuleFor(d => d.Company)
            .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxText)
            .WithMessage($"Give the company's name, of {MaxText} characters at most.");
        RuleFor(d => d.Domain)
            .Must(domain => DealDomain.Registered(domain) is not null)
            .WithMessage("Give the company's domain, such as example.com.");
        RuleFor(d => d.Domain)
            .Must(domain => DealDomain.Registered(domain) is not { } read || CompanyDomain.Of(read) is not null)
            .WithMessage("Anyone can have an address at this domain; give the company's own.");
        RuleFor(d => d.Contact)
            .Must(contact =>
                contact is not { } given
                || (DealBody.TextOf(given) is { Length: > 0 and <= MaxText * 2 } text && LineText.Fits(text))
            )
            .WithMessage("Give the contact as a text, or as an object with 'name' and 'email'.");
        RuleFor(d => d.ExpectedAmount)
            .Must(amount => amount is null or (>= 0 and <= EventValidator.MaxAmount))
            .WithMessage("Give an integer of minor units, from 0 to 9007199254740991.");
        RuleFor(d => d.ExpiresDays)
            .Must(days => days is null or (>= 1 and <= 730))
            .WithMessage($"Give 1 to 730 days, or leave it out for {DealBody.UsualDays}.");
    }
}

/// <summary>The domain of a deal's company as it is sent.</summary>
internal static class DealDomain
{
    /// <summary>
    /// The registered domain of a host in lower case and ASCII; null for what is none, or a public suffix such as
    /// <c>co.uk</c>.
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
