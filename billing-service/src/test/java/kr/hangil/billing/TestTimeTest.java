package kr.hangil.billing;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import kr.hangil.stack.quarkus.MiddayRule;

@AnalyzeClasses(packages = "kr.hangil.billing", importOptions = ImportOption.OnlyIncludeTests.class)
class TestTimeTest {

    @ArchTest
    static final ArchRule SHOULD_ASK_MIDDAY_FOR_THE_TIME = MiddayRule.NO_OTHER_CLOCK;
}
