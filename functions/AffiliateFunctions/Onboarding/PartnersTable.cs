namespace AffiliateFunctions.Onboarding;

/// <summary>
/// The table <c>partners</c>: one partition per program with <c>partner:{id}</c>, <c>email:{hash}</c>,
/// <c>code:{code}</c>,
/// <c>coupon:{code}</c>, <c>application:{id}</c> and <c>count</c>, so that uniqueness and limits are one transaction.
/// </summary>
internal static class PartnersTable
{
    public const string Name = "partners";
}

/// <summary>The columns of an <c>email:{hash}</c> row, which says to whom an address belongs.</summary>
internal static class EmailRow
{
    /// <summary>The number of applications of this address that ended without a partner.</summary>
    public const string Attempt = "attempt";

    /// <summary>The partner of this address; absent until there is one.</summary>
    public const string Partner = "partner";
}
