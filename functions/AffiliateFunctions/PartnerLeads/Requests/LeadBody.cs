using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using FluentValidation;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>
/// A lead that is handed to a partner. Every member is optional when the request is parsed, so that all missing members
/// are reported together.
/// </summary>
/// <param name="LeadId">The id of the lead.</param>
/// <param name="EventId">The id of the lead, instead of <paramref name="LeadId"/>.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Message">What the partners read before they answer; without personal data.</param>
/// <param name="ExpectedAmount">The expected amount in minor units of the program's currency.</param>
/// <param name="Groups">The groups whose partners are asked; all groups if left out.</param>
/// <param name="Partners">The partners that are asked, in this order, instead of the order of the rules.</param>
/// <param name="RespondWithinHours">The hours within which a partner answers; 48 if left out.</param>
/// <param name="ExpiresDays">The days for which the deal is registered; 90 if left out.</param>
public sealed record LeadBody(
    string? LeadId = null,
    string? EventId = null,
    LeadBody.LeadCustomerBody? Customer = null,
    [property: DataType(DataType.MultilineText)] string? Message = null,
    long? ExpectedAmount = null,
    IReadOnlyList<string>? Groups = null,
    IReadOnlyList<string>? Partners = null,
    int? RespondWithinHours = null,
    int? ExpiresDays = null
)
{
    private const int UsualHours = 48;
    private const int UsualDays = 90;

    /// <summary>The id, from whichever member contains it.</summary>
    internal string? Id => LeadId ?? EventId;

    /// <summary>The lead of the program, received at that time.</summary>
    internal PartnerLead ToLead(ProgramSlug program, string domain, DateTimeOffset now) =>
        new()
        {
            Id = Affiliate.Domain.Identity.LeadId.Parse(Id!),
            Program = program,
            Customer = Customer!.ToCustomer(domain),
            Message = string.IsNullOrWhiteSpace(Message) ? null : Message.Trim(),
            ExpectedAmount = ExpectedAmount,
            Groups = Groups ?? [],
            Partners = [.. (Partners ?? []).Select(PartnerId.Parse).Distinct()],
            RespondWithinHours = RespondWithinHours ?? UsualHours,
            ExpiresDays = ExpiresDays ?? UsualDays,
            BodyHash = CanonicalJson.HashOf(JsonSerializer.SerializeToElement(this, StoredJson.Options)),
            ReceivedAt = now,
            Timeline = [new LeadEntry(now, LeadTimeline.Received, "key")],
        };

    /// <summary>The customer of a lead.</summary>
    /// <param name="Company">The company's name.</param>
    /// <param name="Domain">The company's domain.</param>
    /// <param name="ExternalId">The company's own id of the customer.</param>
    /// <param name="ContactName">The name of the contact.</param>
    /// <param name="Email">The e-mail address of the contact.</param>
    /// <param name="Phone">The telephone number of the contact.</param>
    /// <param name="Country">The country, by which partners are chosen; all countries if left out.</param>
    public sealed record LeadCustomerBody(
        string? Company = null,
        string? Domain = null,
        string? ExternalId = null,
        string? ContactName = null,
        string? Email = null,
        string? Phone = null,
        string? Country = null
    )
    {
        internal LeadCustomer ToCustomer(string domain) =>
            new(
                Company!.Trim(),
                domain,
                ExternalId is null ? null : CustomerId.Parse(ExternalId),
                ContactName?.Trim(),
                Email,
                Phone?.Trim(),
                Country?.ToUpperInvariant()
            );
    }

    internal sealed class Validator : AbstractValidator<LeadBody>
    {
        private const int MaxMessage = 2000;
        private const int MaxNamed = 20;
        private const int MaxHours = 24 * 30;
        private const int MaxDays = 730;
        private const int MaxGroup = 100;

        public Validator(IDealRegistrations deals)
        {
            RuleFor(body => body.LeadId)
                .Must((body, _) => Affiliate.Domain.Identity.LeadId.TryParse(body.Id, out var _))
                .WithMessage($"Give {Affiliate.Domain.Identity.LeadId.Form}.");
            RuleFor(body => body.EventId)
                .Must((body, id) => body.LeadId is null || id is null || id == body.LeadId)
                .WithMessage("Give lead_id or event_id, not two different ids.");
            RuleFor(body => body.Customer).NotNull().WithMessage("Give the customer with its company and domain.");
            RuleFor(body => body.Customer!)
                .SetValidator(new CustomerValidator(deals))
                .When(body => body.Customer is not null);
            RuleFor(body => body.Message)
                .Must(text => text is null || (text.Length <= MaxMessage && LineText.LinesFit(text)))
                .WithMessage("Give a message of at most 2,000 characters, without control characters.");
            RuleFor(body => body.ExpectedAmount)
                .Must(amount => amount is null || Amounts.Fits(amount.Value))
                .WithMessage($"Give {Amounts.Form}.");
            RuleFor(body => body.Groups)
                .Must(groups =>
                    groups is null
                    || (
                        groups.Count <= MaxNamed
                        && groups.All(group => group is { Length: > 0 and <= MaxGroup } && LineText.Fits(group))
                    )
                )
                .WithMessage("Give at most 20 names of groups.");
            RuleFor(body => body.Partners)
                .Must(ids => ids is null || (ids.Count <= MaxNamed && ids.All(id => PartnerId.TryParse(id, out _))))
                .WithMessage($"Give at most 20 partners, each as {PartnerId.Form}.");
            RuleFor(body => body.RespondWithinHours)
                .Must(hours => hours is null or (>= 1 and <= MaxHours))
                .WithMessage("Give 1 to 720 hours, or leave it out for 48.");
            RuleFor(body => body.ExpiresDays)
                .Must(days => days is null or (>= 1 and <= MaxDays))
                .WithMessage("Give 1 to 730 days, or leave it out for 90.");
        }
    }

    private sealed class CustomerValidator : AbstractValidator<LeadCustomerBody>
    {
        private const int MaxText = 200;
        private const int MaxPhone = 50;

        public CustomerValidator(IDealRegistrations deals)
        {
            RuleFor(customer => customer.Company)
                .Must(name => !LineText.IsBlank(name) && IsLine(name, MaxText))
                .WithMessage("Give the company's name, in at most 200 characters on one line.");
            RuleFor(customer => customer.Domain)
                .Must(domain => deals.ReadDomain(domain).Mistake is null)
                .WithMessage(customer => deals.ReadDomain(customer.Domain).Mistake);
            RuleFor(customer => customer.ExternalId)
                .Must(id => id is null || CustomerId.TryParse(id, out _))
                .WithMessage($"Give {CustomerId.Form}, or leave it out.");
            RuleFor(customer => customer.ContactName)
                .Must(name => IsLine(name, MaxText))
                .WithMessage("Give the contact's name, in at most 200 characters on one line.");
            RuleFor(customer => customer.Email)
                .Must(email => email is null || MailAddressText.Fits(email))
                .WithMessage("Give an e-mail address, such as name@example.com.");
            RuleFor(customer => customer.Phone)
                .Must(phone => IsLine(phone, MaxPhone))
                .WithMessage("Give a telephone number of at most 50 characters.");
            RuleFor(customer => customer.Country)
                .Must(country => country is null || CountryCode.TryParse(country.ToUpperInvariant(), out _))
                .WithMessage($"Give {CountryCode.Form}, or leave it out.");
        }

        private static bool IsLine(string? text, int longest) =>
            text is null || (text.Length <= longest && LineText.Fits(text));
    }
}
