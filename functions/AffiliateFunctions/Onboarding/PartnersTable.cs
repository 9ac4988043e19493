namespace AffiliateFunctions.Onboarding;

/// <summary>
/// The table <c>partners</c>: one partition per program with the rows <c>partner:{id}</c>, <c>email:{hash}</c>,
/// <c>code:{code}</c>, <c>coupon:{code}</c>, <c>application:{id}</c>, <c>repeated:{id}</c>, <c>terms:{version}</c>,
/// <c>form:{number}</c>, <c>banned</c>, <c>assets</c> and <c>count</c>. One partition allows one transaction to enforce
/// uniqueness and limits.
/// </summary>
internal static class PartnersTable
{
    public const string Name = "partners";
}

/// <summary>The columns of an <c>email:{hash}</c> row, which records the owner of an address.</summary>
internal static class EmailRow
{
    /// <summary>
    /// The number of applications of this address that ended without a partner. Earlier versions derived the id of the
    /// application from it.
    /// </summary>
    public const string Attempt = "attempt";

    /// <summary>The latest application of this address.</summary>
    public const string Application = "application";

    /// <summary>The id that was last returned to a person who applied with this address.</summary>
    public const string Returned = "returned";

    /// <summary>When that id was made.</summary>
    public const string ReturnedAt = "returned_at";

    /// <summary>The partner of this address. Absent until the address has a partner.</summary>
    public const string Partner = "partner";
}
