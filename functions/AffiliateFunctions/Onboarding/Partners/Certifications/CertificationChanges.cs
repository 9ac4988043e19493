using System.Text.RegularExpressions;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners.Certifications;

/// <summary>
/// Sets and removes certifications of partners. A removed one is kept, so that conversions before the removal still
/// find it, and an interrupted request can be repeated.
/// </summary>
public sealed partial class CertificationChanges(PartnerChanges changes, IAuditLog audit, TimeProvider clock)
{
    /// <summary>The names that are accepted, in words.</summary>
    internal const string NameForm = "1 to 40 lower-case letters, digits, hyphens and underscores";

    private const int MaxCertifications = 50;
    private const int MaxYears = 20;
    private const string Closed = "The partner is closed and can no longer be changed.";

    /// <summary>Sets the certification. The same values again change nothing.</summary>
    internal async Task<Result<Partner>> SetAsync(
        AffiliateProgram program,
        string id,
        string name,
        PutCertification.Body body,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var today = PartnerCertification.DayOf(now, program.Zone);
        if (MistakesOf(name, body, today).ToList() is { Count: > 0 } mistakes)
        {
            return Problem.Invalid(mistakes);
        }

        PartnerCertification? before = null;
        var changed = await changes.ChangeAsync(
            program,
            id,
            partner =>
            {
                before = Named(partner, name);
                return With(partner, name, body, today, now);
            },
            cancellationToken
        );
        if (changed is { Succeeded: true, Value: var owner })
        {
            var set = Named(owner, name)!;
            var standing = before is { RemovedAt: null } ? Days.Of(before) : null;
            await RecordAsync(
                owner,
                "certification_set",
                set,
                set.SetAt,
                AuditChange.Between(standing, Days.Of(set)),
                cancellationToken
            );
        }

        return changed;
    }

    /// <summary>Removes the certification.</summary>
    internal async Task<Result<Partner>> RemoveAsync(
        AffiliateProgram program,
        string id,
        string name,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var changed = await changes.ChangeAsync(
            program,
            id,
            partner =>
                Named(partner, name) is not { } known ? Problem.NotFound($"The partner has no certification '{name}'.")
                : known.RemovedAt is not null ? new PartnerChange(partner, [])
                : partner.Status == PartnerStatus.Closed ? Problem.Conflict(Closed)
                : new PartnerChange(Replaced(partner, known, known with { RemovedAt = now }), []),
            cancellationToken
        );
        if (changed is { Succeeded: true, Value: var owner })
        {
            var removed = Named(owner, name)!;
            await RecordAsync(
                owner,
                "certification_removed",
                removed,
                removed.RemovedAt!.Value,
                AuditChange.Between(Days.Of(removed), null),
                cancellationToken
            );
        }

        return changed;
    }

    /// <summary>Stores that the partner was reminded, unless the certification was set anew since.</summary>
    internal Task<Result<Partner>> RemindedAsync(
        AffiliateProgram program,
        Partner partner,
        PartnerCertification reminded,
        CancellationToken cancellationToken
    ) =>
        changes.ChangeAsync(
            program,
            partner.Id.Value,
            stored =>
                Named(stored, reminded.Name) is { } now && now.SetAt == reminded.SetAt
                    ? new PartnerChange(Replaced(stored, now, now with { Reminder = reminded.Reminder }), [])
                    : new PartnerChange(stored, []),
            cancellationToken
        );

    private static IEnumerable<(string Pointer, string Sentence)> MistakesOf(
        string name,
        PutCertification.Body body,
        DateOnly today
    )
    {
        if (!Names().IsMatch(name))
        {
            yield return (string.Empty, $"Name the certification by {NameForm}.");
        }

        if (body.ValidUntil is not { } until || until < today || until > today.AddYears(MaxYears))
        {
            yield return (
                "/valid_until",
                $"Give the last day on which the certification is valid, such as {today.AddYears(1):yyyy-MM-dd}: today or "
                    + $"later, at most {MaxYears} years ahead."
            );
        }
        else if (body.ValidFrom > until)
        {
            yield return ("/valid_from", "Give a day that is not after 'valid_until', or leave it out.");
        }
    }

    // A certification that is renewed before its end has no gap.
    private static Result<PartnerChange> With(
        Partner partner,
        string name,
        PutCertification.Body body,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (partner.Status == PartnerStatus.Closed)
        {
            return Problem.Conflict(Closed);
        }

        var known = Named(partner, name);
        var standing = known is { RemovedAt: null } ? known : null;
        if (standing is null && partner.Certifications.Count(own => own.RemovedAt is null) >= MaxCertifications)
        {
            return Problem.Conflict($"A partner can have at most {MaxCertifications} certifications.");
        }

        var from = body.ValidFrom ?? (standing?.ValidUntil >= today ? standing.ValidFrom : today);
        return standing is not null && standing.ValidFrom == from && standing.ValidUntil == body.ValidUntil
            ? new PartnerChange(partner, [])
            : new PartnerChange(
                Replaced(
                    standing?.ValidUntil < today
                        ? Replaced(partner, standing, standing with { RemovedAt = now })
                        : partner,
                    standing?.ValidUntil < today ? null : standing,
                    new PartnerCertification(name, from, body.ValidUntil!.Value, now)
                ),
                []
            );
    }

    // Removed and ended certifications stay, because conversions of their days can arrive later.
    private static Partner Replaced(Partner partner, PartnerCertification? known, PartnerCertification certification)
    {
        List<PartnerCertification> all = [.. partner.Certifications.Where(own => own != known), certification];
        return partner with
        {
            Certifications =
                all.Count <= 2 * MaxCertifications
                    ? all
                    : [.. all.Where(own => own != all.Find(oldest => oldest.RemovedAt is not null))],
        };
    }

    private static PartnerCertification? Named(Partner partner, string name) =>
        partner.Certifications.LastOrDefault(own => own.Name == name);

    private Task RecordAsync(
        Partner partner,
        string action,
        PartnerCertification certification,
        DateTimeOffset at,
        AuditChange? change,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"{action}:{partner.Id}:{certification.Name}:{at:O}",
                "key",
                action,
                partner.Id.Value,
                $"Certification {certification.Name}",
                at
            )
            {
                Change = change,
            },
            cancellationToken
        );

    [GeneratedRegex(@"^[a-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    private sealed record Days(DateOnly ValidFrom, DateOnly ValidUntil)
    {
        public static Days Of(PartnerCertification certification) =>
            new(certification.ValidFrom, certification.ValidUntil);
    }
}
