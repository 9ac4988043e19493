using AffiliateFunctions.Contract;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>What reads or changes a whole installation needs the master key.</summary>
public sealed class MasterKeyTests
{
    [Fact]
    public void The_operations_below_admin_need_the_master_key_and_no_others()
    {
        var functions = HttpFunction
            .All(typeof(IPrograms).Assembly)
            .ToLookup(function => function.Path.StartsWith("/api/admin/", StringComparison.Ordinal));

        Assert.NotEmpty(functions[true]);
        Assert.All(functions[true], function => Assert.Equal(AuthorizationLevel.Admin, function.Trigger.AuthLevel));
        Assert.All(functions[false], function => Assert.NotEqual(AuthorizationLevel.Admin, function.Trigger.AuthLevel));
    }
}
