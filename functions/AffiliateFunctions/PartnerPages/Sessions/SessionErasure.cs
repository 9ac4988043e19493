using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>Ends the sessions of an erased partner, and removes what is stored about its sign-ins.</summary>
internal sealed class SessionErasure(AccessStore store) : IPartnerErasure
{
    public Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) => store.RemoveAsync(new ProgramPartner(partner.Program, partner.Id), cancellationToken);
}
