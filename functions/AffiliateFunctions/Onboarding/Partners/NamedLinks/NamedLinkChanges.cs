using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners.NamedLinks;

/// <summary>
/// Adds named links to partners and removes them. A code is reserved over all programs before it is assigned, as the
/// partners' own codes are. The code of a removed link stays reserved, so that nobody else receives its visitors.
/// </summary>
public sealed class NamedLinkChanges(
    PartnerStore partners,
    PartnerChanges changes,
    PartnerLinks links,
    CodeClaims claims,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Closed = "The partner is closed and can no longer be changed.";

    private static readonly Problem Taken = Problem.Conflict(
        "The code is taken.",
        [("/code", "Another link has this code. Give another one.")]
    );

    /// <summary>
    /// Adds the link. The name identifies it, so a repeated request returns the same link, and completes an interrupted
    /// one.
    /// </summary>
    internal async Task<Result<AddedLink>> AddAsync(
        AffiliateProgram program,
        string id,
        AddLink.Body asked,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var prepared = await partners
            .RequireAsync(program.Slug, id, cancellationToken)
            .Then(owner => CodeAsync(owner, asked, cancellationToken));
        if (!prepared.Succeeded)
        {
            return prepared.Problem;
        }

        var code = prepared.Value;
        var isNew = false;
        var changed = await changes.ChangeAsync(
            program,
            id,
            partner =>
            {
                isNew = Named(partner, asked.Name!) is null;
                return With(partner, asked, code, now);
            },
            cancellationToken
        );
        if (!changed.Succeeded)
        {
            return changed.Problem;
        }

        var link = Named(changed.Value, asked.Name!)!;
        await audit.RecordAsync(
            EntryOf(changed.Value, link, "link_added", link.CreatedAt) with
            {
                Change = AuditChange.OfNew(Facts.Of(link)),
            },
            cancellationToken
        );
        return new AddedLink(changed.Value, link, isNew);
    }

    /// <summary>
    /// Removes the link: its visitors reach the program's site without a click id. Clicks that were made before stay
    /// attributed.
    /// </summary>
    internal async Task<Result<Partner>> RemoveAsync(
        AffiliateProgram program,
        string id,
        string code,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var changed = await changes.ChangeAsync(program, id, partner => Without(partner, code, now), cancellationToken);
        if (changed is not { Succeeded: true, Value: var owner })
        {
            return changed;
        }

        var removed = owner.Links.Last(link => IsCode(link, code));
        await links.PutAsync(PartnerLinks.LinkOf(owner, removed), cancellationToken);
        await audit.RecordAsync(
            EntryOf(owner, removed, "link_removed", removed.RemovedAt!.Value) with
            {
                Change = AuditChange.Between(Facts.Of(removed), null),
            },
            cancellationToken
        );
        return owner;
    }

    // The code of a link that exists under this name, or one that is reserved for it.
    private async Task<Result<string>> CodeAsync(Partner owner, AddLink.Body asked, CancellationToken cancellationToken)
    {
        if (Refusal(owner, asked) is { } refusal)
        {
            return refusal;
        }

        if (Named(owner, asked.Name!) is { } known)
        {
            return known.Code;
        }

        var candidates = asked.Code is { } wanted
            ? [PartnerCodes.Normal(wanted)]
            : PartnerCodes.CandidatesFor(owner.Code, asked.Name!, owner.Id);
        foreach (var code in candidates)
        {
            if (
                code != owner.Code
                && !owner.Links.Any(link => link.RemovedAt is null && IsCode(link, code))
                && await claims.ClaimAsync(
                    new PartnerLink(code, owner.Program, owner.Id, Active: false) { IsNamed = true },
                    claimant: null,
                    cancellationToken
                )
                    is not null
            )
            {
                return code;
            }
        }

        return Taken;
    }

    private static Problem? Refusal(Partner partner, AddLink.Body asked) =>
        partner.Status == PartnerStatus.Closed ? Problem.Conflict(Closed)
        : Named(partner, asked.Name!) is { } known
            ? asked.IsSameAs(known) ? null
                : Problem.Conflict(
                    "The partner has a link of this name with other values.",
                    [("/name", "Give another name, or remove the link of this name first.")]
                )
        : partner.Links.Count(link => link.RemovedAt is null) >= NamedLink.MaxLinks
            ? Problem.Conflict($"A partner can have at most {NamedLink.MaxLinks} named links.")
        : null;

    private static Result<PartnerChange> With(Partner partner, AddLink.Body asked, string code, DateTimeOffset now) =>
        Refusal(partner, asked) is { } refusal ? refusal
        : Named(partner, asked.Name!) is not null ? new PartnerChange(partner, [])
        : partner.Links.Any(link => link.RemovedAt is null && IsCode(link, code)) ? Taken
        : new PartnerChange(
            partner with
            {
                Links = Kept([
                    .. partner.Links.Where(link => !IsCode(link, code)),
                    new NamedLink(code, asked.Name!.Trim(), asked.SubId, asked.To, now),
                ]),
            },
            [PartnerStore.TakeCode(partner, code)]
        );

    private static Result<PartnerChange> Without(Partner partner, string code, DateTimeOffset now) =>
        partner.Links.LastOrDefault(link => IsCode(link, code)) is not { } link
            ? Problem.NotFound($"The partner has no named link '{code}'.")
        : link.RemovedAt is not null ? new PartnerChange(partner, [])
        : partner.Status == PartnerStatus.Closed ? Problem.Conflict(Closed)
        : new PartnerChange(
            partner with
            {
                Links = [.. partner.Links.Select(own => own == link ? link with { RemovedAt = now } : own)],
            },
            [PartnerStore.FreeCode(partner, link.Code)]
        );

    private static List<NamedLink> Kept(List<NamedLink> all) =>
        all.Count <= NamedLink.MaxKept
            ? all
            : [.. all.Where(link => link != all.First(oldest => oldest.RemovedAt is not null))];

    private static NamedLink? Named(Partner partner, string name) =>
        partner.Links.FirstOrDefault(link =>
            link.RemovedAt is null && string.Equals(link.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsCode(NamedLink link, string code) =>
        string.Equals(link.Code, code, StringComparison.OrdinalIgnoreCase);

    // The name of a link can be that of a person, and audit records are never erased.
    private static AuditEntry EntryOf(Partner partner, NamedLink link, string action, DateTimeOffset at) =>
        new(partner.Program, $"{action}:{partner.Id}:{link.Code}:{at:O}", "key", action, partner.Id.Value, null, at);

    // The path of a destination can name a person too.
    private sealed record Facts(string Code, string? SubId, string? Host)
    {
        public static Facts Of(NamedLink link) =>
            new(link.Code, link.SubId, link.To is null ? null : new Uri(link.To).Host);
    }
}

/// <summary>A link that was added.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Link">The link.</param>
/// <param name="IsNew">Whether this request added it.</param>
internal sealed record AddedLink(Partner Partner, NamedLink Link, bool IsNew);
