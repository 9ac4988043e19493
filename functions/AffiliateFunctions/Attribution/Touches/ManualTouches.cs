using System.Globalization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>Records touches by hand, with their customer and an audit record.</summary>
internal sealed class ManualTouches(
    IPartners partners,
    CustomerStore customers,
    DecisionSourceReader open,
    RevisitConversions revisit,
    IAuditLog audit,
    TimeProvider clock
) : IManualTouches
{
    public async Task<Problem?> AddAsync(ProgramSlug program, ManualTouch touch, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(program, touch.Partner, cancellationToken) is not { Status: PartnerStatus.Active })
        {
            return Problem.Invalid("/partner", "Give the id of an active partner of the program.");
        }

        var rows = await customers.ChangeAsync(
            program,
            touch.Customer,
            [],
            rows =>
                rows.Change(
                    rows.Customer(touch.Customer).Touched(new Touch(touch.Partner, TouchKind.Manual, touch.At))
                ),
            cancellationToken
        );
        await revisit.OfAsync(
            rows.Customer(touch.Customer),
            await open.ForAsync(program, cancellationToken),
            cancellationToken
        );
        await RecordAsync(program, touch, cancellationToken);
        return null;
    }

    private Task RecordAsync(ProgramSlug program, ManualTouch touch, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                program,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"touch:{touch.Customer}:{touch.Partner}:{touch.At.UtcTicks}"
                ),
                touch.Actor,
                "touch_added",
                touch.Customer.Value,
                $"{touch.Partner}: {touch.Reason}",
                clock.GetUtcNow()
            )
            {
                OnBehalfOf = touch.OnBehalfOf,
            },
            cancellationToken
        );
}
